package io.starling.gossip.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.LamportTime;

import org.junit.jupiter.api.Test;

class LamportClockTest {
    private final LamportClock clock = new LamportClock();

    @Test
    void startsAtZeroAndTicksByOne() {
        assertThat(clock.time()).isEqualTo(LamportTime.ZERO);
        assertThat(clock.tick()).isEqualTo(new LamportTime(1));
        assertThat(clock.tick()).isEqualTo(new LamportTime(2));
        assertThat(clock.time()).isEqualTo(new LamportTime(2));
    }

    /// Lamport IR2: what happens after a receipt is stamped later than what was received.
    @Test
    void stampsLaterThanWhatItHasWitnessed() {
        assertThat(clock.witness(new LamportTime(41))).isTrue();
        assertThat(clock.tick()).isEqualTo(new LamportTime(42));
    }

    @Test
    void doesNotGoBackForAnOlderTime() {
        clock.witness(new LamportTime(41));
        assertThat(clock.witness(new LamportTime(7))).isTrue();
        assertThat(clock.time()).isEqualTo(new LamportTime(41));
    }

    @Test
    void believesATimeAsFarAheadAsAllowedAndNotOneFurther() {
        clock.witness(new LamportTime(10));

        assertThat(clock.witness(new LamportTime(10 + LamportClock.AHEAD_MAX + 1))).isFalse();
        assertThat(clock.time()).isEqualTo(new LamportTime(10));

        assertThat(clock.witness(new LamportTime(10 + LamportClock.AHEAD_MAX))).isTrue();
        assertThat(clock.time()).isEqualTo(new LamportTime(10 + LamportClock.AHEAD_MAX));
    }

    @Test
    void doesNotBelieveTheMiddleNorTheEndOfTheRange() {
        assertThat(clock.witness(new LamportTime(Long.MIN_VALUE))).isFalse();
        assertThat(clock.witness(new LamportTime(-1))).isFalse();
        assertThat(clock.time()).isEqualTo(LamportTime.ZERO);
    }

    @Test
    void passesTheMiddleOfTheRangeAsAnUnsignedNumber() {
        var clock = new LamportClock(new LamportTime(Long.MAX_VALUE));
        assertThat(clock.tick()).isEqualTo(new LamportTime(Long.MIN_VALUE));
        assertThat(clock.witness(new LamportTime(Long.MAX_VALUE))).isTrue();
        assertThat(clock.time()).isEqualTo(new LamportTime(Long.MIN_VALUE));
    }

    @Test
    void standsStillAtTheEndOfTheRange() {
        var clock = new LamportClock(new LamportTime(-1));
        assertThat(clock.tick()).isEqualTo(new LamportTime(-1));
        assertThat(clock.witness(new LamportTime(5))).isTrue();
        assertThat(clock.time()).isEqualTo(new LamportTime(-1));
    }
}
