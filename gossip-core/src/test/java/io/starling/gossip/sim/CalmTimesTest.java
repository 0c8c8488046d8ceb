package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CalmTimesTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void countsWholeCalmSecondsWithinTheTimesAsked() {
        var calm = new CalmTimes();
        for (int second = 0; second < 30; second++) {
            calm.add(second >= 10 && second < 20);
        }
        assertThat(calm.has(10, 0, 30 * SECOND)).isTrue();
        assertThat(calm.has(11, 0, 30 * SECOND)).isFalse();
        assertThat(calm.has(10, 9 * SECOND, 20 * SECOND)).isTrue();
        assertThat(calm.has(10, 10 * SECOND, 20 * SECOND)).isFalse();
        assertThat(calm.has(10, 0, 20 * SECOND - 1)).isFalse();
        assertThat(calm.has(9, 10 * SECOND, 99 * SECOND)).isTrue();
        assertThat(calm.has(1, 25 * SECOND, 99 * SECOND)).isFalse();
    }
}
