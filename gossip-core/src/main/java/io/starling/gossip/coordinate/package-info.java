/// Network coordinates: where a node is, so that two that never spoke know how far apart they are.
/// Pure: round trips and dice are arguments.
@NullMarked
package io.starling.gossip.coordinate;

import org.jspecify.annotations.NullMarked;
