package io.starling.gossip.model;

/// A causal stamp (Lamport): if one event could have caused another, its time is smaller. It orders
/// what is shown and never decides delivery.
///
/// @param value unsigned
public record LamportTime(long value) implements Comparable<LamportTime> {
    public static final LamportTime ZERO = new LamportTime(0);

    /// @param ticks not negative
    /// @return the time so much later; at most the last one there is
    public LamportTime plus(long ticks) {
        long sum = value + ticks;
        return new LamportTime(Long.compareUnsigned(sum, value) >= 0 ? sum : -1L);
    }

    @Override
    public int compareTo(LamportTime other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(value);
    }
}
