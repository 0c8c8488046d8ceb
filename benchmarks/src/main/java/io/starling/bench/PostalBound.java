package io.starling.bench;

import java.util.ArrayList;
import java.util.List;

/// How fast anything at all could inform a cluster: the greedy schedule of the postal model, in
/// which every informed member sends a fresh copy every `s`, without limit, and each copy takes one
/// way's delay `d`, never longer.
///
/// It needs members that know who has been told already, links without a tail, and no loss; so it
/// is a floor, not a goal. Source: Bar-Noy and Kipnis (1992).
final class PostalBound {
    private static final double NANOS = 1e6;

    private PostalBound() {}

    /// When so many members are informed, the origin included.
    ///
    /// @return ascending points of (milliseconds, members), the last with all `nodes`
    static List<double[]> curve(int nodes, double oneWayMillis, double sendMillis) {
        // A copy begun at step j is out at j + 1 and there `delay` steps later.
        int delay = (int) Math.round(oneWayMillis / sendMillis);
        var informed = new ArrayList<Long>();
        var curve = new ArrayList<double[]>();
        informed.add(1L);
        curve.add(new double[] {0, 1});
        for (int step = 1; informed.getLast() < nodes; step++) {
            int begun = step - delay - 1;
            long arriving = begun < 0 ? 0 : informed.get(begun);
            long now = Math.min(nodes, informed.getLast() + arriving);
            if (arriving > 0) {
                curve.add(new double[] {millis(step, sendMillis), now});
            }
            informed.add(now);
        }
        return curve;
    }

    /// When all are informed.
    static double millis(int nodes, double oneWayMillis, double sendMillis) {
        return curve(nodes, oneWayMillis, sendMillis).getLast()[0];
    }

    private static double millis(int step, double sendMillis) {
        return Math.rint(step * sendMillis * NANOS) / NANOS;
    }
}
