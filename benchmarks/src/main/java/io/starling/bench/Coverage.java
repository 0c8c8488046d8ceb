package io.starling.bench;

import java.util.ArrayList;
import java.util.List;

/// When members had events, over many events: the share of all pairs of event and member, by time,
/// on a logarithmic scale from a microsecond to a quarter of an hour.
final class Coverage {
    private static final int BINS_A_DECADE = 40;
    private static final double LEAST_MILLIS = 1e-3;
    private static final int BINS = 9 * BINS_A_DECADE;

    private final long[] counts = new long[BINS];
    private long pairs;
    private long hadAtOnce;

    /// @param millis of those that had it; zero and less is at once
    /// @param members all that should have it
    void add(double[] millis, long members) {
        pairs += members;
        for (double each : millis) {
            if (each <= LEAST_MILLIS) {
                hadAtOnce++;
            } else {
                double decades = StrictMath.log10(each / LEAST_MILLIS);
                counts[Math.min(BINS - 1, (int) (decades * BINS_A_DECADE))]++;
            }
        }
    }

    /// Points of (milliseconds, percent), where the share grows.
    List<double[]> curve() {
        var points = new ArrayList<double[]>();
        long had = hadAtOnce;
        for (int i = 0; i < BINS; i++) {
            if (counts[i] > 0) {
                if (points.isEmpty() || counts[i - 1] == 0) {
                    points.add(new double[] {edge(i), 100.0 * had / pairs});
                }
                had += counts[i];
                points.add(new double[] {edge(i + 1), 100.0 * had / pairs});
            }
        }
        return points;
    }

    private static double edge(int bin) {
        return LEAST_MILLIS * StrictMath.pow(10, (double) bin / BINS_A_DECADE);
    }
}
