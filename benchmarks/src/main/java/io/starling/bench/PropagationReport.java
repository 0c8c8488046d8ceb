package io.starling.bench;

import io.starling.bench.Journey.Costs;
import io.starling.bench.Journey.Reach;
import io.starling.bench.SweptCase.Figures;
import io.starling.bench.SweptCase.Outcome;
import io.starling.bench.report.Page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// The page of `bench propagation`.
final class PropagationReport {
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
        var plots = new PropagationPlots(outcomes);
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
        page.heading("Figures").plots(plots.swept());
        page.heading("Coverage over time").plots(plots.coverages());
        if (outcomes.size() > PropagationPlots.COVERAGES_MAX) {
            page.sentence(
                    "The first %d of %d cases; all are in results.csv."
                            .formatted(PropagationPlots.COVERAGES_MAX, outcomes.size()));
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
