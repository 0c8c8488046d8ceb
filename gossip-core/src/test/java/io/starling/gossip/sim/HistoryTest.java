package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Members that end, start anew, move and say goodbye, again and again: the views agree in the end,
/// nobody is resurrected, and the traffic goes quiet.
///
/// `-Dstarling.seed=N` runs that seed alone. `starling bench history` runs hundreds.
class HistoryTest {
    private static final int SEEDS = 12;

    @Test
    void membersWithAHistoryAreKnownForWhatTheyAre() {
        var seed = Long.getLong(Replay.SEED_PROPERTY);
        if (seed != null) {
            System.out.println(Campaign.run(seed, Mix.HISTORY));
            return;
        }
        var total = Campaign.run(1, Mix.HISTORY);
        for (long next = 2; next <= SEEDS; next++) {
            total = total.plus(Campaign.run(next, Mix.HISTORY));
        }
        System.out.printf("history: seeds 1..%d held, %s%n", SEEDS, total.strikes());
        assertThat(total.strikes())
                .containsKeys("crash", "leave", "restart (disk kept)", "restart (disk lost)")
                .doesNotContainKeys("loss", "partition", "pause");
    }
}
