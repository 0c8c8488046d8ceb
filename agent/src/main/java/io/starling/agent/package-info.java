/// The agent: what an operator starts on every host. A gossip node, an HTTP door, and the wiring.
@NullMarked
package io.starling.agent;

import org.jspecify.annotations.NullMarked;
