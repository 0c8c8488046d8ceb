package io.starling.gossip.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class AllowanceTest {
    private static final long BEGAN = Long.MAX_VALUE - 5;
    private static final long EACH = Duration.ofMillis(20).toNanos();

    private final Allowance allowance = new Allowance(3, 50, BEGAN);

    @Test
    void letsABurstThroughAndNoMore() {
        assertThat(taken(BEGAN)).isEqualTo(3);
        assertThat(taken(BEGAN + EACH - 1)).isZero();
    }

    /// The clock wraps in between.
    @Test
    void gainsOneEachTimeItsPartOfASecondIsOver() {
        taken(BEGAN);
        assertThat(taken(BEGAN + EACH)).isEqualTo(1);
        assertThat(taken(BEGAN + 3 * EACH - 1)).isEqualTo(1);
        assertThat(taken(BEGAN + 3 * EACH)).isEqualTo(1);
    }

    @Test
    void savesUpNoMoreThanABurst() {
        taken(BEGAN);
        assertThat(taken(BEGAN + 1_000 * EACH)).isEqualTo(3);
        assertThat(taken(BEGAN + 1_001 * EACH)).isEqualTo(1);
    }

    private int taken(long nowNanos) {
        int taken = 0;
        while (allowance.take(nowNanos)) {
            taken++;
        }
        return taken;
    }
}
