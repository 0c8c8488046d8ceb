package io.starling.gossip.model;

/// A half-open range of positions on the ring of members, clockwise: `from` lies in it, `to` does
/// not. With `from == to` it is the whole ring.
///
/// A member's position is the first half of its id, unsigned, so that the ring is the member table
/// itself. Ids are random, hence so are positions.
public record Arc(long from, long to) {

    /// @param start where it begins and ends
    public static Arc whole(long start) {
        return new Arc(start, start);
    }

    public boolean isWhole() {
        return from == to;
    }

    public boolean contains(long position) {
        return isWhole() || Long.compareUnsigned(position - from, to - from) < 0;
    }

    /// How many positions there are, unsigned; 0 stands for all 2^64.
    public long width() {
        return to - from;
    }

    @Override
    public String toString() {
        return "[%016x, %016x)".formatted(from, to);
    }
}
