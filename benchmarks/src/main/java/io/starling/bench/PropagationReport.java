package io.starling.bench;

import io.starling.bench.Journey.Costs;
import io.starling.bench.Journey.Reach;
import io.starling.bench.SweptCase.Figures;
import io.starling.bench.SweptCase.Outcome;
import io.starling.bench.report.Axis;
import io.starling.bench.report.Look;
import io.starling.bench.report.Page;
import io.starling.bench.report.Plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// The page of `bench propagation`: what is plotted against what.
final class PropagationReport {
    /// Beyond it a page becomes a wall; the figures are in the file beside it.
    private static final int COVERAGE_PLOTS_MAX = 16;

    private final List<Outcome> outcomes;

    private PropagationReport(List<Outcome> outcomes) {
        this.outcomes = outcomes;
    }

    static Page of(List<Outcome> measured, int seed) {
        var page = new Page();
        var outcomes = List.copyOf(measured);
        if (outcomes.isEmpty()) {
            return page.sentence("Nothing has been measured yet.");
        }
        var report = new PropagationReport(outcomes);
        var latency = outcomes.getFirst().swept().conditions().latency();
        page.sentence(
                String.format(
                        Locale.ROOT,
                        "Single events of about 260 bytes on a simulated %s with %s ms one way,"
                                + " 5 µs of work for each datagram sent, seed %d: Starling's"
                                + " production nodes in virtual time, beside a model of periodic"
                                + " gossip with the same faults, and the greedy schedule that no"
                                + " system can beat.",
                        latency,
                        latency.oneWayMillis(),
                        seed));
        page.heading("Figures").plots(report.swept());
        page.heading("Coverage over time").plots(report.coverages());
        if (outcomes.size() > COVERAGE_PLOTS_MAX) {
            page.sentence(
                    "The first %d of %d cases; all are in results.csv."
                            .formatted(COVERAGE_PLOTS_MAX, outcomes.size()));
        }
        page.heading("Latency")
                .sentence(
                        "Milliseconds from the fire, means over the events; a dash where an event"
                                + " did not get there within the time it was followed.")
                .table(
                        List.of(
                                "case",
                                "system",
                                "50 %",
                                "90 %",
                                "99 %",
                                "99.9 %",
                                "100 %",
                                "worst",
                                "handed out 99.9 %",
                                "99.9 % in one-way delays",
                                "bound"),
                        report.latencies());
        page.heading("Cost, coverage and repair")
                .sentence("By member and event; repairs by event. Time and memory are this host's.")
                .table(
                        List.of(
                                "case",
                                "system",
                                "events",
                                "copies",
                                "packets",
                                "bytes",
                                "most sends",
                                "at 1 s",
                                "at 5 s",
                                "repeated",
                                "given to others",
                                "by the ring",
                                "pulls",
                                "s",
                                "MB"),
                        report.costs());
        return page;
    }

    private List<Plot> swept() {
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
                                DoubleStream.of(each.periodic().received())
                                        .filter(millis -> !Double.isNaN(millis)))
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

    private List<Plot> coverages() {
        return outcomes.stream().limit(COVERAGE_PLOTS_MAX).map(this::coverage).toList();
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

    private List<List<String>> latencies() {
        var rows = new ArrayList<List<String>>();
        for (var outcome : outcomes) {
            rows.add(latency(outcome, "Starling", outcome.ours()));
            rows.add(latency(outcome, "periodic", outcome.periodic()));
        }
        return rows;
    }

    private static List<String> latency(Outcome outcome, String system, Figures figures) {
        var swept = outcome.swept();
        var cells = new ArrayList<>(List.of(swept.text(), system));
        DoubleStream.of(figures.received()).mapToObj(PropagationText::shown).forEach(cells::add);
        double late = figures.received()[3];
        cells.add(PropagationText.shown(figures.worst()));
        cells.add(PropagationText.shown(figures.handedOut()[3]));
        cells.add(PropagationText.shown(late / swept.conditions().latency().oneWayMillis()));
        cells.add(PropagationText.shown(swept.boundMillis()));
        return cells;
    }

    private List<List<String>> costs() {
        var rows = new ArrayList<List<String>>();
        for (var outcome : outcomes) {
            var ours = cost(outcome, "Starling", outcome.ours());
            ours.add(PropagationText.shown(outcome.seconds()));
            ours.add(PropagationText.shown(outcome.megabytes()));
            rows.add(ours);
            rows.add(cost(outcome, "periodic", outcome.periodic()));
        }
        return rows;
    }

    private static List<String> cost(Outcome outcome, String system, Figures figures) {
        var cells = new ArrayList<>(List.of(outcome.swept().text(), system));
        cells.add(String.valueOf(figures.events()));
        DoubleStream.of(
                        figures.cost(Costs::copies),
                        figures.cost(Costs::datagrams),
                        figures.cost(Costs::bytes),
                        figures.mostSends(),
                        100 * figures.reach(Reach::atOneSecond),
                        100 * figures.reach(Reach::atFiveSeconds),
                        figures.cost(costs -> costs.repairs().repeated()),
                        figures.cost(costs -> costs.repairs().redelegated()),
                        figures.cost(costs -> costs.repairs().byRing()),
                        figures.cost(costs -> costs.repairs().pulls()))
                .mapToObj(PropagationText::shown)
                .forEach(cells::add);
        return cells;
    }
}
