package io.starling.bench;

import io.starling.bench.report.Axis;
import io.starling.bench.report.Look;
import io.starling.bench.report.Page;
import io.starling.bench.report.Plot;
import io.starling.bench.report.ResultFile;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.sim.SimNetwork.Traffic;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/// A burst of events in a simulated cluster.
final class BurstBench {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final List<Counter> COUNTERS =
            List.of(
                    Counter.HAND_OVERS_SENT,
                    Counter.HAND_OVERS_REPEATED,
                    Counter.HAND_OVERS_REDELEGATED,
                    Counter.HAND_OVERS_GIVEN_UP,
                    Counter.HAND_OVERS_DECLINED,
                    Counter.HAND_OVERS_DROPPED,
                    Counter.CONFIRMATIONS_REPAIRED,
                    Counter.EVENT_PULLS_SENT,
                    Counter.EVENTS_REPAIRED,
                    Counter.PARTS_DROPPED,
                    Counter.SUSPICIONS,
                    Counter.FAILURES);

    private BurstBench() {}

    static void run(Flags flags) {
        var page = new AtomicReference<>(new Page().sentence("Nothing has been measured yet."));
        try (var report = flags.report("A burst of events", page::get)) {
            page.set(measure(flags, report.results()));
            report.complete();
        }
    }

    private static Page measure(Flags flags, ResultFile file) {
        int nodes = flags.number("nodes", 1_000, 2, 20_000);
        int events = flags.number("events", 1_000, 1, 10_000_000);
        int millis = flags.number("millis", 100, 1, 3_600_000);
        int origins = flags.number("origins", 1, 1, nodes);
        int payload = flags.number("payload", 200, 0, 512);
        int slower = flags.number("slower", 1, 1, 1_000);
        int seed = flags.number("seed", 1, 0, Integer.MAX_VALUE);
        var burst = new Burst(nodes, origins, payload, slower, seed);
        var cluster = burst.cluster();
        long datagrams = cluster.counted(Counter.DATAGRAMS_SENT);
        long bytes = cluster.counted(Counter.DATAGRAM_BYTES_SENT);
        var during = Duration.ofMillis(millis);
        burst.offer(events / (millis / 1e3), during);
        long atEnd = burst.delivered();
        burst.drain(PATIENCE);
        double pairs = (double) burst.accepted() * nodes;
        System.out.printf(
                Locale.ROOT,
                "%d nodes: %d events of %d B offered to %d of them within %d ms, %d accepted, %d"
                    + " refused%n%d of %.0f deliveries, %.1f %% of them by then (%.0f a second and"
                    + " member), the last %.1f ms after the last fire%n",
                nodes,
                events,
                payload,
                origins,
                millis,
                burst.accepted(),
                burst.refused(),
                burst.delivered(),
                pairs,
                100 * atEnd / pairs,
                atEnd * 1e3 / millis / nodes,
                burst.completedAfterMillis());
        var latencies = burst.latencies();
        System.out.printf(
                Locale.ROOT,
                "handed out after, in ms: 50 %% %.2f, 99 %% %.2f, 99.9 %% %.2f, all %.2f%n",
                Spread.quantile(latencies, 0.5),
                Spread.quantile(latencies, 0.99),
                Spread.quantile(latencies, 0.999),
                Spread.quantile(latencies, 1));
        System.out.printf(
                Locale.ROOT,
                "an event and node: %.2f copies, %.2f datagrams, %.0f B; %d datagrams found no room"
                        + " at their receiver%n",
                (cluster.counted(Counter.EVENTS_RECEIVED)
                                + cluster.counted(Counter.EVENTS_DUPLICATE))
                        / pairs,
                (cluster.counted(Counter.DATAGRAMS_SENT) - datagrams) / pairs,
                (cluster.counted(Counter.DATAGRAM_BYTES_SENT) - bytes) / pairs,
                cluster.world().network().tally(Traffic.DATAGRAM).overflowed());
        file.row("counter,count");
        for (var counter : COUNTERS) {
            var name = counter.name().toLowerCase(Locale.ROOT);
            System.out.printf("  %-24s %d%n", name, cluster.counted(counter));
            file.row(name, cluster.counted(counter));
        }
        return page(burst, pairs, millis);
    }

    private static Page page(Burst burst, double pairs, int millis) {
        var cluster = burst.cluster();
        var latencies = burst.latencies();
        var deliveries = burst.deliveryMillis();
        double end = Spread.quantile(deliveries, 1);
        var counts =
                COUNTERS.stream()
                        .map(
                                counter ->
                                        List.of(
                                                counter.name().toLowerCase(Locale.ROOT),
                                                String.valueOf(cluster.counted(counter))))
                        .toList();
        return new Page()
                .sentence(
                        "%,d members, %,d events accepted and %,d refused, %,d of %,.0f deliveries."
                                .formatted(
                                        cluster.nodes().size(),
                                        burst.accepted(),
                                        burst.refused(),
                                        burst.delivered(),
                                        pairs))
                .plots(
                        List.of(
                                new Plot(
                                                "From fire to hand-out",
                                                "Over all pairs of an event and a member other"
                                                        + " than its origin.",
                                                Axis.logarithmic(
                                                        "ms after the fire",
                                                        Spread.quantile(latencies, 0.001),
                                                        Spread.quantile(latencies, 1)),
                                                Axis.linear("handed out, %", 100))
                                        .line(
                                                "Starling",
                                                Look.OURS,
                                                Spread.distribution(latencies)),
                                new Plot(
                                                "Deliveries over time",
                                                "Offered evenly, and delivered at all members.",
                                                Axis.linear("ms after the first fire", end),
                                                Axis.linear("%", 100))
                                        .line(
                                                "offered",
                                                Look.BOUND,
                                                List.of(
                                                        new double[] {0, 0},
                                                        new double[] {millis, 100}))
                                        .line(
                                                "delivered",
                                                Look.OURS,
                                                Spread.distribution(deliveries))))
                .table(List.of("counted in all", "times"), counts);
    }
}
