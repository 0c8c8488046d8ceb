package io.starling.bench;

import io.starling.bench.Journey.Costs;
import io.starling.bench.SweptCase.Figures;
import io.starling.bench.SweptCase.Outcome;
import io.starling.bench.report.Axis;
import io.starling.bench.report.Look;
import io.starling.bench.report.Plot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// What `bench propagation` plots against what.
///
/// @param outcomes at least one
record PropagationPlots(List<Outcome> outcomes) {
    /// Beyond it a page becomes a wall; the figures are in the file beside it.
    static final int COVERAGES_MAX = 16;

    List<Plot> swept() {
        var plots = new ArrayList<Plot>();
        for (var conditions : conditions()) {
            var same =
                    outcomes.stream()
                            .filter(each -> each.swept().conditions().equals(conditions))
                            .toList();
            if (same.size() > 1) {
                plots.add(latencyBySize(conditions, same));
            }
            plots.add(hops(conditions, same));
        }
        if (distinct(outcome -> outcome.swept().conditions().loss()).size() > 1) {
            plots.add(copiesByLoss());
        }
        return plots;
    }

    private List<Conditions> conditions() {
        return outcomes.stream().map(each -> each.swept().conditions()).distinct().toList();
    }

    private List<Double> distinct(ToDoubleFunction<Outcome> what) {
        return outcomes.stream().mapToDouble(what).distinct().boxed().toList();
    }

    private Plot latencyBySize(Conditions conditions, List<Outcome> same) {
        var nodes = same.stream().mapToDouble(each -> each.swept().nodes()).summaryStatistics();
        var plot =
                new Plot(
                        "Latency against size",
                        sentence(conditions) + "Mean time until a share of the members had it.",
                        Axis.logarithmic("members", nodes.getMin(), nodes.getMax()),
                        Axis.logarithmic("ms after the fire", leastMillis(), mostMillis()));
        var shares = List.of(0, 2, 3);
        for (int i = 0; i < shares.size(); i++) {
            int share = shares.get(i);
            plot.points(
                    "periodic gossip, " + shareText(share),
                    Look.others(i),
                    against(same, bySize(), each -> each.periodic().received()[share]));
        }
        for (int i = 0; i < shares.size(); i++) {
            int share = shares.get(i);
            plot.points(
                    "Starling, " + shareText(share),
                    Look.ours(i),
                    against(same, bySize(), each -> each.ours().received()[share]));
        }
        return plot.line(
                "bound, all",
                Look.BOUND,
                against(same, bySize(), each -> each.swept().boundMillis()));
    }

    /// `10 % loss. ` or `No faults. `
    private static String sentence(Conditions conditions) {
        var text = conditions.text();
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ". ";
    }

    private static ToDoubleFunction<Outcome> bySize() {
        return each -> each.swept().nodes();
    }

    private static String shareText(int share) {
        return Conditions.percent(Figures.SHARES.get(share)) + " %";
    }

    private static List<double[]> against(
            List<Outcome> same, ToDoubleFunction<Outcome> x, ToDoubleFunction<Outcome> y) {
        return same.stream()
                .map(each -> new double[] {x.applyAsDouble(each), y.applyAsDouble(each)})
                .sorted(Comparator.comparingDouble(point -> point[0]))
                .toList();
    }

    private double leastMillis() {
        return outcomes.stream()
                .flatMapToDouble(
                        each ->
                                DoubleStream.of(
                                        each.ours().received()[0], each.swept().boundMillis()))
                .filter(each -> each > 0)
                .min()
                .orElse(0.1);
    }

    private double mostMillis() {
        return outcomes.stream()
                .flatMapToDouble(
                        each ->
                                DoubleStream.concat(
                                        DoubleStream.of(each.ours().received()),
                                        DoubleStream.of(each.periodic().received())))
                .filter(millis -> !Double.isNaN(millis))
                .max()
                .orElse(1_000);
    }

    private Plot hops(Conditions conditions, List<Outcome> same) {
        int most = same.stream().mapToInt(each -> each.ours().hops().length - 1).max().orElse(0);
        double highest =
                same.stream()
                        .flatMapToDouble(each -> DoubleStream.of(each.ours().hops()))
                        .max()
                        .orElse(100);
        var plot =
                new Plot(
                        "Hops of an event",
                        sentence(conditions) + "Over how many members Starling's first copy came.",
                        Axis.counted("hops from the origin", Math.max(4, most)),
                        Axis.linear("receipts, %", highest));
        for (int i = 0; i < same.size(); i++) {
            plot.bars(
                    "%,d members".formatted(same.get(i).swept().nodes()),
                    Look.kind(i),
                    same.get(i).ours().hops(),
                    i,
                    same.size());
        }
        return plot;
    }

    private Plot copiesByLoss() {
        double worst =
                outcomes.stream()
                        .flatMapToDouble(
                                each ->
                                        DoubleStream.of(
                                                each.ours().cost(Costs::copies),
                                                each.periodic().cost(Costs::copies)))
                        .max()
                        .orElse(1);
        double loss =
                distinct(each -> 100 * each.swept().conditions().loss()).stream()
                        .max(Double::compare)
                        .orElse(1.0);
        var first = outcomes.getFirst().swept().conditions();
        var plot =
                new Plot(
                        "Copies against loss",
                        "Copies that a member receives of an event. One is the least.",
                        Axis.linear("loss of each datagram, %", loss),
                        Axis.linear("copies a member", worst));
        var sizes = distinct(bySize());
        for (int i = 0; i < sizes.size(); i++) {
            double size = sizes.get(i);
            var same =
                    outcomes.stream()
                            .filter(
                                    each ->
                                            each.swept().nodes() == size
                                                    && each.swept().conditions().crashed()
                                                            == first.crashed()
                                                    && each.swept().conditions().stalled()
                                                            == first.stalled())
                            .toList();
            ToDoubleFunction<Outcome> x = each -> 100 * each.swept().conditions().loss();
            var members = String.format(Locale.ROOT, "%,.0f members", size);
            plot.points(
                    "periodic gossip, " + members,
                    Look.others(i),
                    against(same, x, each -> each.periodic().cost(Costs::copies)));
            plot.points(
                    "Starling, " + members,
                    Look.ours(i),
                    against(same, x, each -> each.ours().cost(Costs::copies)));
        }
        return plot;
    }

    List<Plot> coverages() {
        return outcomes.stream().limit(COVERAGES_MAX).map(this::coverage).toList();
    }

    private Plot coverage(Outcome outcome) {
        var swept = outcome.swept();
        return new Plot(
                        "%,d members".formatted(swept.nodes()),
                        sentence(swept.conditions()) + "Share of the members that had it by then.",
                        Axis.logarithmic("ms after the fire", leastMillis() / 2, mostMillis()),
                        Axis.linear("members, %", 100))
                .line("bound", Look.BOUND, swept.boundCurve())
                .line("periodic gossip", Look.OTHERS_DASHED, outcome.periodic().coverage())
                .line("Starling", Look.OURS, outcome.ours().coverage());
    }
}
