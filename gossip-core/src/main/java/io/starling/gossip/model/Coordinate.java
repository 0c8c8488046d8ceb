package io.starling.gossip.model;

import java.util.Arrays;

/// Where a node believes to be: the distance between two of these estimates the round trip between
/// their nodes (Vivaldi §5.4). In seconds, but for the error.
///
/// As it was heard, and a stranger may say anything: only one that [#isUsable] means something.
///
/// @param vector a point; not to be modified
/// @param error how far off the owner's estimates are, as a share of the round trip
/// @param adjustment what the owner's round trips are longer than the distances, halved
/// @param height the way from the node to the core of the network, which every round trip takes
public record Coordinate(float[] vector, float error, float adjustment, float height) {
    public static final int DIMENSIONS = 8;
    /// The largest that a component, an adjustment or a height may be. No round trip that is
    /// believed is longer.
    public static final int SECONDS_MAX = 10;
    /// Of a node that has measured nothing yet.
    public static final float ERROR_MAX = 1.5f;

    /// Whether every number is finite and within its bounds, and there are as many as there should
    /// be.
    public boolean isUsable() {
        if (vector.length != DIMENSIONS) {
            return false;
        }
        for (float component : vector) {
            if (!within(-SECONDS_MAX, component, SECONDS_MAX)) {
                return false;
            }
        }
        return within(0, error, ERROR_MAX)
                && within(-SECONDS_MAX, adjustment, SECONDS_MAX)
                && within(0, height, SECONDS_MAX);
    }

    /// False for what is not a number.
    private static boolean within(float min, float value, float max) {
        return value >= min && value <= max;
    }

    /// The estimated round trip; both must be usable.
    public double secondsTo(Coordinate other) {
        double distance = plainSecondsTo(other);
        double adjusted = distance + adjustment + other.adjustment;
        return adjusted > 0 ? adjusted : distance;
    }

    /// The same without the adjustments.
    public double plainSecondsTo(Coordinate other) {
        double squares = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            double apart = (double) vector[i] - other.vector[i];
            squares += apart * apart;
        }
        return Math.sqrt(squares) + height + other.height;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Coordinate that
                && Arrays.equals(vector, that.vector)
                && Float.compare(error, that.error) == 0
                && Float.compare(adjustment, that.adjustment) == 0
                && Float.compare(height, that.height) == 0;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(vector);
    }

    @Override
    public String toString() {
        return "%s height %s adjustment %s error %s"
                .formatted(Arrays.toString(vector), height, adjustment, error);
    }
}
