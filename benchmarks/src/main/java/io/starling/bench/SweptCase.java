package io.starling.bench;

import io.starling.bench.Journey.Costs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// One point of a sweep: so many events in a cluster of one size under one set of conditions.
///
/// @param events how many to measure
record SweptCase(int nodes, Conditions conditions, int events) {

    String text() {
        return "%,d nodes, %s".formatted(nodes, conditions.text());
    }

    /// The least time in which anything could inform all.
    double boundMillis() {
        return PostalBound.millis(nodes, conditions.latency().oneWayMillis(), sendMillis());
    }

    /// Points of (milliseconds, percent).
    List<double[]> boundCurve() {
        return PostalBound.curve(nodes, conditions.latency().oneWayMillis(), sendMillis()).stream()
                .map(point -> new double[] {point[0], 100 * point[1] / nodes})
                .toList();
    }

    private static double sendMillis() {
        return Conditions.SEND.toNanos() / 1e6;
    }

    /// What was measured.
    ///
    /// @param seconds of wall time
    /// @param megabytes of heap in use at the end
    record Outcome(
            SweptCase swept, Figures ours, Figures periodic, double seconds, double megabytes) {

        static Outcome unfinished(SweptCase swept, Figures ours, Figures periodic) {
            return new Outcome(swept, ours, periodic, Double.NaN, Double.NaN);
        }
    }

    /// Figures of many journeys, without what is large in each. Thread-safe by one lock, for a
    /// report may be asked for while they grow.
    static final class Figures {
        static final List<Double> SHARES = List.of(0.5, 0.9, 0.99, 0.999, 1.0);

        private final List<double[]> received = new ArrayList<>();
        private final List<double[]> handedOut = new ArrayList<>();
        private final List<Journey.Reach> reaches = new ArrayList<>();
        private final List<Costs> costs = new ArrayList<>();
        private final Coverage coverage = new Coverage();
        private long[] hops = {};

        synchronized void add(Journey journey) {
            received.add(SHARES.stream().mapToDouble(journey::received).toArray());
            handedOut.add(SHARES.stream().mapToDouble(journey::handedOut).toArray());
            reaches.add(journey.reach());
            costs.add(journey.costs());
            coverage.add(journey.received(), journey.swift());
            hops = Arrays.copyOf(hops, Math.max(hops.length, journey.hops().length));
            for (int i = 0; i < journey.hops().length; i++) {
                hops[i] += journey.hops()[i];
            }
        }

        synchronized int events() {
            return costs.size();
        }

        /// Means over the events, by [#SHARES]; not a number where one did not get there.
        synchronized double[] received() {
            return means(received);
        }

        synchronized double[] handedOut() {
            return means(handedOut);
        }

        synchronized double worst() {
            return received.stream().mapToDouble(each -> each[each.length - 1]).max().orElse(0);
        }

        private static double[] means(List<double[]> events) {
            var means = new double[SHARES.size()];
            Arrays.setAll(
                    means,
                    i -> events.stream().mapToDouble(each -> each[i]).average().orElse(Double.NaN));
            return means;
        }

        synchronized double cost(ToDoubleFunction<Costs> which) {
            return costs.stream().mapToDouble(which).average().orElse(Double.NaN);
        }

        synchronized double mostSends() {
            return costs.stream().mapToDouble(Costs::mostSends).max().orElse(0);
        }

        /// Share of the members, in the mean.
        synchronized double reach(ToDoubleFunction<Journey.Reach> when) {
            return reaches.stream().mapToDouble(when).average().orElse(Double.NaN);
        }

        /// Points of (milliseconds, percent).
        synchronized List<double[]> coverage() {
            return coverage.curve();
        }

        /// Percentages of all receipts, by the number of hops.
        synchronized double[] hops() {
            double all = Math.max(1, Arrays.stream(hops).sum());
            return Arrays.stream(hops).mapToDouble(each -> 100 * each / all).toArray();
        }
    }
}
