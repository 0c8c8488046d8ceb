/// The services of this agent: what one is, how a definition is read, and which there are, kept
/// across restarts. Confined to the HTTP loop, but for snapshots that any thread may read.
@NullMarked
package io.starling.agent.service;

import org.jspecify.annotations.NullMarked;
