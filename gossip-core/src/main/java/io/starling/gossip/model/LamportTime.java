package io.starling.gossip.model;

/// A causal stamp (Lamport): if one event could have caused another, its time is smaller. It orders
/// what is shown and never decides delivery.
///
/// @param value unsigned
public record LamportTime(long value) implements Comparable<LamportTime> {
    public static final LamportTime ZERO = new LamportTime(0);

    @Override
    public int compareTo(LamportTime other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(value);
    }
}
