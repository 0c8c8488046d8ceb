package io.starling.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// How some measured numbers lie: what a table needs of them.
record Spread(int count, double least, double median, double p99, double most, double sum) {

    private static final int PLACES = 200;

    static Spread of(DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        return sorted.length == 0
                ? new Spread(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0)
                : new Spread(
                        sorted.length,
                        sorted[0],
                        quantile(sorted, 0.5),
                        quantile(sorted, 0.99),
                        sorted[sorted.length - 1],
                        Arrays.stream(sorted).sum());
    }

    /// Of ascending numbers, the least with at least that share of all at or below it; halfway to
    /// the next where the share falls between two, and not a number if there is none.
    static double quantile(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double place = share * sorted.length;
        int at = (int) place;
        if (place == at && at > 0 && at < sorted.length) {
            return (sorted[at - 1] + sorted[at]) / 2;
        }
        return sorted[Math.min(at, sorted.length - 1)];
    }

    /// How many percent of ascending numbers are at or below each, at up to 200 places.
    static List<double[]> distribution(double[] sorted) {
        var points = new ArrayList<double[]>();
        int stride = Math.max(1, sorted.length / PLACES);
        for (int i = 0; i < sorted.length; i += stride) {
            points.add(new double[] {sorted[i], 100.0 * (i + 1) / sorted.length});
        }
        if (sorted.length > 0) {
            points.add(new double[] {sorted[sorted.length - 1], 100});
        }
        return points;
    }

    /// `median (least..most)`, with so many digits after the point.
    String text(int digits) {
        if (count == 0) {
            return "-";
        }
        var number = "%." + digits + "f";
        return String.format(
                Locale.ROOT, number + " (" + number + ".." + number + ")", median, least, most);
    }
}
