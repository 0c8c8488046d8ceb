package io.starling.gossip.model;

/// One run of one node: 128 bits, new at every start.
///
/// It tells a restarted node's event sequences from its former ones. The first half orders the
/// boots of a node, the second makes the boot unique among all nodes.
///
/// @param ordinal grows with every start of the same node: the larger of the persisted ordinal plus
///     one and the start time in milliseconds since 1970, so that boots are ordered with a data
///     directory even when the clock steps back, and without one as long as it does not
/// @param nonce random
public record OriginBoot(long ordinal, long nonce) implements Comparable<OriginBoot> {

    @Override
    public int compareTo(OriginBoot other) {
        int byOrdinal = Long.compareUnsigned(ordinal, other.ordinal);
        return byOrdinal != 0 ? byOrdinal : Long.compareUnsigned(nonce, other.nonce);
    }

    @Override
    public String toString() {
        return Long.toHexString(ordinal) + "." + Long.toHexString(nonce);
    }
}
