package io.starling.gossip.model;

/// The protocol versions that a node speaks, both ends included. Travels in the alive claim.
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
}
