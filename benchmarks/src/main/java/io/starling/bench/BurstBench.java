package io.starling.bench;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.sim.SimNetwork.Traffic;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// A burst of events in a simulated cluster, and one that goes on for longer than anybody can keep
/// up with.
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
        for (var counter : COUNTERS) {
            System.out.printf(
                    "  %-24s %d%n",
                    counter.name().toLowerCase(Locale.ROOT), cluster.counted(counter));
        }
    }
}
