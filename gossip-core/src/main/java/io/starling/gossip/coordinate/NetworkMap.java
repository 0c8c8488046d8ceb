package io.starling.gossip.coordinate;

import io.starling.gossip.model.Coordinate;
import io.starling.gossip.model.NodeId;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Where a node is, and where it last heard each member to be.
///
/// A round trip counts as the median of the last three to that member, so that one lost in a queue
/// or a collected heap moves nobody (Ledlie).
///
/// Bounded by its owner: one entry for each member that was measured and not forgotten. Confined to
/// the node's loop.
public final class NetworkMap {
    private static final int FILTER = 3;
    private static final long ROUND_TRIP_NANOS_MAX = Coordinate.SECONDS_MAX * 1_000_000_000L;

    private final Vivaldi self = new Vivaldi();
    private final Map<NodeId, Landmark> landmarks = new HashMap<>(0);
    private long measurements;

    /// A member as it was last seen.
    private static final class Landmark {
        private final float[] roundTrips = new float[FILTER];
        private int measured;
        private Coordinate coordinate;

        private Landmark(Coordinate coordinate) {
            this.coordinate = coordinate;
        }

        private double median(double seconds) {
            roundTrips[measured++ % FILTER] = (float) seconds;
            var sorted = Arrays.copyOf(roundTrips, Math.min(measured, FILTER));
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }

    /// This node's own place.
    public Coordinate own() {
        return self.coordinate();
    }

    /// How many measurements moved this node.
    public long measurements() {
        return measurements;
    }

    /// The members' places: a copy.
    public Map<NodeId, Coordinate> members() {
        Map<NodeId, Coordinate> members = HashMap.newHashMap(landmarks.size());
        landmarks.forEach((id, landmark) -> members.put(id, landmark.coordinate));
        return members;
    }

    /// A member answered and said where it is.
    ///
    /// @param roundTripNanos to be believed only above 0 and up to [Coordinate#SECONDS_MAX]
    /// @return whether both made sense; if not, nothing changed
    public boolean measured(
            NodeId member, Coordinate theirs, long roundTripNanos, RandomGenerator random) {
        if (roundTripNanos <= 0 || roundTripNanos > ROUND_TRIP_NANOS_MAX || !theirs.isUsable()) {
            return false;
        }
        var landmark = landmarks.computeIfAbsent(member, _ -> new Landmark(theirs));
        landmark.coordinate = theirs;
        self.measured(theirs, landmark.median(roundTripNanos / 1e9), random);
        measurements++;
        return true;
    }

    public void forget(NodeId member) {
        landmarks.remove(member);
    }
}
