/// Clocks, order and gaps of user events. Pure.
@NullMarked
package io.starling.gossip.event;

import org.jspecify.annotations.NullMarked;
