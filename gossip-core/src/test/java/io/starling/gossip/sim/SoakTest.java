package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class SoakTest {
    private static final int NODES = 128;
    private static final double RESTARTS_A_MINUTE = 0.01;

    @Test
    void whoIsThereGetsEveryEventThoughOthersComeAndGo() {
        var soak = new Soak(NODES, RESTARTS_A_MINUTE, 1);
        soak.run(Duration.ofHours(2));
        System.out.printf(
                "soak: %d events, %d restarts, %d missed%n",
                soak.judged(), soak.restarts(), soak.misses().size());
        assertThat(soak.restarts()).isGreaterThan(100);
        assertThat(soak.judged()).isGreaterThan(7_000);
        assertThat(soak.misses()).isEmpty();
        assertThat(soak.replays()).isEmpty();
    }
}
