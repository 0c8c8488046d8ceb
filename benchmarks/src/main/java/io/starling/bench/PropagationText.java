package io.starling.bench;

import io.starling.bench.Conditions.Latency;
import io.starling.bench.Journey.Costs;
import io.starling.bench.Journey.Reach;
import io.starling.bench.SweptCase.Figures;
import io.starling.bench.SweptCase.Outcome;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/// What `bench propagation` prints, for people and as comma-separated values. Nothing of the host
/// is in the latter, so that the same seed gives the same bytes.
final class PropagationText {
    static final String CSV_HEAD =
            "system,latency,nodes,loss_percent,crashed_percent,stalled_percent,event,"
                    + "received_p50_ms,received_p90_ms,received_p99_ms,received_p999_ms,"
                    + "received_p100_ms,handed_out_p50_ms,handed_out_p90_ms,handed_out_p99_ms,"
                    + "handed_out_p999_ms,handed_out_p100_ms,bound_ms,copies,datagrams,bytes,"
                    + "most_sends,coverage_1s,coverage_5s,repeated,redelegated,ring_repairs,"
                    + "gap_pulls";

    private PropagationText() {}

    static Object[] csv(String system, SweptCase swept, int event, Journey journey) {
        var conditions = swept.conditions();
        var costs = journey.costs();
        var repairs = costs.repairs();
        return new Object[] {
            system,
            conditions.latency(),
            swept.nodes(),
            Conditions.percent(conditions.loss()),
            Conditions.percent(conditions.crashed()),
            Conditions.percent(conditions.stalled()),
            event,
            times(journey::received),
            times(journey::handedOut),
            exact(swept.boundMillis()),
            exact(costs.copies()),
            exact(costs.datagrams()),
            exact(costs.bytes()),
            exact(costs.mostSends()),
            exact(journey.reach().atOneSecond()),
            exact(journey.reach().atFiveSeconds()),
            repairs.repeated(),
            repairs.redelegated(),
            repairs.byRing(),
            repairs.pulls()
        };
    }

    private static String times(DoubleUnaryOperator at) {
        return Figures.SHARES.stream()
                .map(share -> exact(at.applyAsDouble(share)))
                .collect(Collectors.joining(","));
    }

    private static String exact(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6f", value);
    }

    static String head(Latency latency, int seed) {
        return String.format(
                Locale.ROOT,
                "single events of about 260 B on a simulated %s (%s ms one way), seed %d; means"
                        + " over the events%n%n",
                latency,
                latency.oneWayMillis(),
                seed);
    }

    static String of(Outcome outcome) {
        var swept = outcome.swept();
        var text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%s: %d events%n%-28s %8s %8s %8s %8s %8s %8s%n",
                        swept.text(),
                        outcome.ours().events(),
                        "",
                        "50 %",
                        "90 %",
                        "99 %",
                        "99.9 %",
                        "100 %",
                        "worst"));
        var ours = outcome.ours();
        var periodic = outcome.periodic();
        double oneWay = swept.conditions().latency().oneWayMillis();
        double one = swept.boundMillis();
        text.append(line("received, ms", 1, ours.received(), ours.worst()));
        text.append(line("  in one-way delays", oneWay, ours.received(), ours.worst()));
        text.append(line("handed out, ms", 1, ours.handedOut(), Double.NaN));
        text.append(line("  in one-way delays", oneWay, ours.handedOut(), Double.NaN));
        text.append(line("periodic gossip, ms", 1, periodic.received(), periodic.worst()));
        text.append(line("  in one-way delays", oneWay, periodic.received(), periodic.worst()));
        var bound = new double[Figures.SHARES.size()];
        Arrays.fill(bound, Double.NaN);
        bound[bound.length - 1] = one;
        text.append(line("physical bound, ms", 1, bound, Double.NaN));
        text.append(line("  in one-way delays", oneWay, bound, Double.NaN));
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-28s %8s %8s %8s %8s %8s %8s%n",
                        "a member and event",
                        "copies",
                        "packets",
                        "bytes",
                        "at most",
                        "at 1 s",
                        "at 5 s"));
        text.append(costs("starling", ours)).append(costs("periodic gossip", periodic));
        text.append(
                String.format(
                        Locale.ROOT,
                        "an event: %.1f hand-overs repeated, %.1f given to others; %.2f copies by"
                                + " the ring, %.2f pulls for gaps%n%.1f s, %.0f MB of heap%n%n",
                        ours.cost(costs -> costs.repairs().repeated()),
                        ours.cost(costs -> costs.repairs().redelegated()),
                        ours.cost(costs -> costs.repairs().byRing()),
                        ours.cost(costs -> costs.repairs().pulls()),
                        outcome.seconds(),
                        outcome.megabytes()));
        return text.toString();
    }

    private static String line(String name, double unit, double[] millis, double worst) {
        var text = new StringBuilder(String.format("%-28s", name));
        for (double each : millis) {
            text.append(String.format(" %8s", shown(each / unit)));
        }
        return text.append(String.format(" %8s%n", shown(worst / unit))).toString();
    }

    private static String costs(String name, Figures figures) {
        return String.format(
                Locale.ROOT,
                "%-28s %8.2f %8.2f %8.0f %8.0f %7.2f%% %7.2f%%%n",
                name,
                figures.cost(Costs::copies),
                figures.cost(Costs::datagrams),
                figures.cost(Costs::bytes),
                figures.mostSends(),
                100 * figures.reach(Reach::atOneSecond),
                100 * figures.reach(Reach::atFiveSeconds));
    }

    /// Three digits that say something; a dash for what there is not.
    static String shown(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        return String.format(
                Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
