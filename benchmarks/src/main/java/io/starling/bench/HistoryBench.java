package io.starling.bench;

import io.starling.gossip.sim.BrokenInvariantException;
import io.starling.gossip.sim.Campaign;
import io.starling.gossip.sim.Campaign.Outcome;
import io.starling.gossip.sim.Mix;
import io.starling.gossip.sim.NodeFailedException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// A long campaign: members end, start anew, move and say goodbye, under every invariant.
final class HistoryBench {

    /// How one seed ended.
    private sealed interface Life {
        record Held(Outcome outcome) implements Life {}

        record Broke(long seed, String why) implements Life {}
    }

    private HistoryBench() {}

    /// @return whether all seeds held
    static boolean run(Flags flags) {
        int seeds = flags.number("seeds", 300, 1, 1_000_000);
        int first = flags.number("first", 1, 0, Integer.MAX_VALUE - 1_000_000);
        int threads = flags.number("threads", 2, 1, 256);
        var mix = flags.choice("mix", Mix.HISTORY);
        var lives = new ArrayList<Callable<Life>>();
        for (int i = 0; i < seeds; i++) {
            long seed = (long) first + i;
            lives.add(() -> live(seed, mix));
        }
        return report(first, new Trials(threads, seeds).run(lives));
    }

    private static Life live(long seed, Mix mix) {
        try {
            return new Life.Held(Campaign.run(seed, mix));
        } catch (BrokenInvariantException | NodeFailedException broken) {
            return new Life.Broke(seed, String.valueOf(broken.getMessage()));
        }
    }

    private static boolean report(int first, List<Life> lives) {
        var broken = lives.stream().filter(Life.Broke.class::isInstance).toList();
        broken.forEach(life -> System.out.println(life));
        var held =
                lives.stream()
                        .filter(Life.Held.class::isInstance)
                        .map(life -> ((Life.Held) life).outcome())
                        .reduce(Outcome::plus);
        System.out.printf(
                "seeds %d..%d: %d held, %d broke%n",
                first, first + lives.size() - 1, lives.size() - broken.size(), broken.size());
        held.ifPresent(
                all ->
                        System.out.printf(
                                "%d nodes, %d virtual hours, %d simulated events, %d user events"
                                        + " fired, %d delivered; faults: %s%n",
                                all.nodes(),
                                all.virtual().toHours(),
                                all.steps(),
                                all.fired(),
                                all.deliveries(),
                                all.strikes()));
        return broken.isEmpty();
    }
}
