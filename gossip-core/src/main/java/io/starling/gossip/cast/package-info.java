/// The tree that an event travels down: who hands which part of the ring to whom, what becomes of
/// hand-overs that are not acknowledged, and the second ring on which nodes make sure of each
/// other.
///
/// Plain rules and bookkeeping; time is an argument. The ideas are those of Kadcast (ranges of ids
/// are delegated, with redundancy), of SplitStream and Turbine (many trees, so that no inner node
/// matters, drawn afresh from the shared list of members), and of Demers §1 for what the tree
/// misses.
@NullMarked
package io.starling.gossip.cast;

import org.jspecify.annotations.NullMarked;
