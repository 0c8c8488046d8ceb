package io.starling.gossip.model;

import java.util.OptionalInt;

/// The protocol versions that a node speaks, both ends included. Travels in the alive claim.
///
/// Towards a member a node uses the highest version that both speak. Within a format version of the
/// wire, versions differ in what was added only, and who does not know an addition skips it.
public record ProtocolRange(int min, int max) {
    /// What this release speaks.
    public static final ProtocolRange CURRENT = new ProtocolRange(1, 1);

    public ProtocolRange {
        if (min < 1 || max < min || max > 255) {
            throw new IllegalArgumentException(
                    "protocol range must satisfy 1 <= min <= max <= 255, was %d..%d"
                            .formatted(min, max));
        }
    }

    public boolean overlaps(ProtocolRange other) {
        return min <= other.max && other.min <= max;
    }

    /// The highest version that both speak; empty if there is none.
    public OptionalInt agreed(ProtocolRange other) {
        return overlaps(other) ? OptionalInt.of(Math.min(max, other.max)) : OptionalInt.empty();
    }

    @Override
    public String toString() {
        return min + ".." + max;
    }
}
