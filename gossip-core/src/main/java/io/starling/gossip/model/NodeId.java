package io.starling.gossip.model;

import java.util.random.RandomGenerator;

/// Who a node is: 128 random bits, drawn at its first start and kept in its data directory.
///
/// A node keeps its id when it moves to another address or is given another name. Hash rings use
/// it.
public record NodeId(long high, long low) implements Comparable<NodeId> {

    public static NodeId random(RandomGenerator random) {
        return new NodeId(random.nextLong(), random.nextLong());
    }

    /// @param text as [#toString] writes it
    /// @throws IllegalArgumentException if the text has another shape
    public static NodeId parse(String text) {
        var halves = Bits128.parse("node id", text);
        return new NodeId(halves[0], halves[1]);
    }

    /// Where the node stands on the ring of members; see [Arc].
    public long position() {
        return high;
    }

    /// Unsigned, so that the order equals that of the text form.
    @Override
    public int compareTo(NodeId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return Bits128.format(high, low);
    }
}
