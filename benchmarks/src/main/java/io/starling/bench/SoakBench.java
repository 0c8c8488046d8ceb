package io.starling.bench;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.sim.Soak;

import java.time.Duration;

/// A simulated cluster in daily use, for virtual hours.
final class SoakBench {
    private static final Duration REPORT = Duration.ofMinutes(10);

    private SoakBench() {}

    /// @return whether everybody got what it should, and nothing else
    static boolean run(Flags flags) {
        int nodes = flags.number("nodes", 128, 2, 10_000);
        int hours = flags.number("hours", 24, 1, 1_000);
        int percent = flags.number("restarts", 1, 0, 100);
        int seed = flags.number("seed", 1, 0, Integer.MAX_VALUE);
        long began = System.nanoTime();
        var soak = new Soak(nodes, percent / 100.0, seed);
        var end = Duration.ofHours(hours);
        var progress = new Progress(end.dividedBy(REPORT));
        for (var done = Duration.ZERO; done.compareTo(end) < 0; done = done.plus(REPORT)) {
            soak.run(REPORT);
            progress.add(1, "%d virtual hours".formatted(hours));
        }
        progress.clear();
        var cluster = soak.cluster();
        System.out.printf(
                "%d nodes, %d virtual hours, one event a second, %d %% of the nodes start anew a"
                    + " minute (%d times in all): of %d events that could be judged, %d deliveries"
                    + " were missed and %d were history; %d copies repaired by the ring, %d by"
                    + " pulls; %.0f s%n",
                nodes,
                hours,
                percent,
                soak.restarts(),
                soak.judged(),
                soak.misses().size(),
                soak.replays().size(),
                cluster.counted(Counter.CONFIRMATIONS_REPAIRED),
                cluster.counted(Counter.EVENT_PULLS_ANSWERED),
                (System.nanoTime() - began) / 1e9);
        soak.misses().stream().limit(10).forEach(System.out::println);
        soak.replays().stream().limit(10).forEach(System.out::println);
        return soak.misses().isEmpty() && soak.replays().isEmpty();
    }
}
