package io.starling.bench;

import io.starling.bench.agents.StarlingAgents;

import org.HdrHistogram.Histogram;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// What `bench loopback` measures, with agents in processes of their own: HTTP, JVMs and the
/// scheduler are in it.
final class ProcessBench {
    private static final byte[] PAYLOAD = new byte[200];
    /// After which nothing more is expected of a burst.
    private static final Duration STILL = Duration.ofSeconds(10);

    private final StarlingAgents agents;

    private ProcessBench(StarlingAgents agents) {
        this.agents = agents;
    }

    static void run(Flags flags) {
        int nodes = flags.number("nodes", 30, 2, 100);
        int events = flags.number("events", 100, 1, 100_000);
        int burst = flags.number("burst", 1_000, 1, 100_000);
        var file =
                Optional.of(flags.text("agent-jfr", ""))
                        .filter(text -> !text.isEmpty())
                        .map(Path::of);
        file.ifPresent(HotMethods::checkWritable);
        long begin = System.nanoTime();
        try (var agents = new StarlingAgents(Launcher.find(flags), nodes, file)) {
            Patience.await(agents::everyoneKnowsEveryone, "the cluster to form");
            System.out.printf(
                    "%d agents in processes of their own, sockets on 127.0.0.1: formed in %d ms%n",
                    nodes, (System.nanoTime() - begin) / 1_000_000);
            var bench = new ProcessBench(agents);
            bench.single(Math.max(20, events / 5), false);
            bench.single(events, true);
            bench.burst(burst);
            if (file.isPresent()) {
                agents.stopFirst();
                System.out.println("the first agent, from start to end:");
                HotMethods.print(file.get());
            }
        }
    }

    private void single(int events, boolean shown) {
        var last = new Histogram(3);
        long sent = datagrams();
        var singles = new SingleEvents(agents, PAYLOAD);
        try (var _ = agents.follow(singles)) {
            for (int i = 0; i < events; i++) {
                last.recordValue(singles.fireToAll(i % agents.size()));
            }
        }
        if (shown) {
            LoopbackTable.single(agents.size(), last, datagrams() - sent);
        }
    }

    private long datagrams() {
        return agents.counted("starling_datagrams_sent_total");
    }

    private void burst(int events) {
        long repaired = agents.counted("starling_events_repaired_total");
        long sent = agents.counted("starling_hand_overs_sent_total");
        long again = sentAgain();
        var trial = BurstTrial.run(agents, events, PAYLOAD, STILL);
        System.out.printf(
                Locale.ROOT,
                "%d events at one agent, one HTTP request after the other: accepted in %.0f ms,"
                    + " %.0f a second (%d times refused and tried again), %d of %d deliveries, the"
                    + " last %.0f ms after the first fire; %d repaired; %.2f %% of %d hand-overs"
                    + " sent again%n",
                events,
                trial.acceptedMillis(),
                events / trial.acceptedMillis() * 1e3,
                trial.refused(),
                trial.delivered(),
                (long) events * agents.size(),
                trial.lastMillis(),
                agents.counted("starling_events_repaired_total") - repaired,
                100.0
                        * (sentAgain() - again)
                        / (agents.counted("starling_hand_overs_sent_total") - sent),
                agents.counted("starling_hand_overs_sent_total") - sent);
    }

    private long sentAgain() {
        return agents.counted("starling_hand_overs_repeated_total")
                + agents.counted("starling_hand_overs_redelegated_total");
    }
}
