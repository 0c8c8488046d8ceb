/// The node: one confined coordinator and its components, and the thread-safe handle on it.
@NullMarked
package io.starling.gossip.node;

import org.jspecify.annotations.NullMarked;
