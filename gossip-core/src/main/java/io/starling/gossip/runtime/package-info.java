/// The ports: all that a node knows of the world outside. Each is small enough to fake in ten
/// lines.
@NullMarked
package io.starling.gossip.runtime;

import org.jspecify.annotations.NullMarked;
