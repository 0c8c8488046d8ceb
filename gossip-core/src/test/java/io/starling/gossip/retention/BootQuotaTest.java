package io.starling.gossip.retention;

import static io.starling.gossip.model.TestEvents.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class BootQuotaTest {
    private final BootQuota quota = new BootQuota(3, Duration.ofNanos(100));

    @Test
    void admitsAsManyBootsAsAllowedAndNotOneMore() {
        assertThat(quota.admit(node(1), 0)).isTrue();
        assertThat(quota.admit(node(1), 50)).isTrue();
        assertThat(quota.admit(node(1), 99)).isTrue();
        assertThat(quota.admit(node(1), 99)).isFalse();
        assertThat(quota.admit(node(2), 99)).isTrue();
    }

    @Test
    void startsAnewWhenTheWindowEnds() {
        for (int i = 0; i < 3; i++) {
            quota.admit(node(1), 0);
        }
        assertThat(quota.admit(node(1), 99)).isFalse();
        assertThat(quota.admit(node(1), 100)).isTrue();
    }

    @Test
    void forgetsNodesWhoseWindowHasEnded() {
        for (int i = 1; i <= 1_000; i++) {
            quota.admit(node(i), i);
            assertThat(quota.nodes()).isLessThanOrEqualTo(100);
        }
    }
}
