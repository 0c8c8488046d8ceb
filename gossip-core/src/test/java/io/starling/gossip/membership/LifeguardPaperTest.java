package io.starling.gossip.membership;

import static io.starling.gossip.Fixtures.id;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// What "Lifeguard" (Dadgar, Phillips, Currey 2018) says, sentence by sentence. What it says of
/// messages is in the test of the same name beside the failure detector.
class LifeguardPaperTest {
    private static final Duration MIN = Duration.ofSeconds(5);
    private static final Duration MAX = Duration.ofSeconds(30);

    /// Lifeguard §IV-B: "the suspicion timeout starts at Max and is lowered to Min as suspicions
    /// from other members are processed", logarithmically in the number of confirmations.
    @Test
    void theSuspicionTimeoutFallsFromMaxToMinWithTheLogarithmOfConfirmations() {
        var suspicion = new Suspicion(id(1), 3, MIN, MAX);
        assertThat(suspicion.timeout()).isEqualTo(MAX);
        assertThat(suspicion.confirm(id(2))).isTrue();
        double half = Math.log(2) / Math.log(4);
        assertThat(suspicion.timeout().toMillis())
                .isCloseTo(
                        Math.round(30_000 - half * 25_000),
                        org.assertj.core.api.Assertions.within(1L));
        assertThat(suspicion.confirm(id(3))).isTrue();
        assertThat(suspicion.confirm(id(4))).isTrue();
        assertThat(suspicion.timeout()).isEqualTo(MIN);
    }

    /// Lifeguard §IV-B: only "independent" suspicions count.
    @Test
    void onlyIndependentSuspicionsConfirm() {
        var suspicion = new Suspicion(id(1), 2, MIN, MAX);
        assertThat(suspicion.confirm(id(1))).isFalse();
        assertThat(suspicion.confirm(id(2))).isTrue();
        assertThat(suspicion.confirm(id(2))).isFalse();
        assertThat(suspicion.confirm(id(3))).isTrue();
        assertThat(suspicion.confirm(id(4))).as("K are enough").isFalse();
        assertThat(suspicion.timeout()).isEqualTo(MIN);
    }

    /// Lifeguard §IV-B: K is how many independent suspicions it takes to come down to Min. Here it
    /// follows from alpha, and is the paper's 3 at the paper's alpha of 5.
    @Test
    void withoutConfirmationsToHopeForTheTimeoutIsMinFromTheStart() {
        assertThat(new Suspicion(id(1), 0, MIN, MAX).timeout()).isEqualTo(MIN);
        assertThat(Suspicion.confirmationsWanted(4, 3)).isZero();
        assertThat(Suspicion.confirmationsWanted(4, 4)).isEqualTo(2);
        assertThat(Suspicion.confirmationsWanted(4, 1_000)).isEqualTo(2);
        assertThat(Suspicion.confirmationsWanted(5, 1_000)).isEqualTo(3);
        assertThat(Suspicion.confirmationsWanted(1, 1_000)).isZero();
    }

    /// Lifeguard §IV-B: Min = alpha · max(1, log10(n)) · probe interval.
    @Test
    void theLeastTimeoutGrowsWithTheLogarithmOfTheCluster() {
        var second = Duration.ofSeconds(1);
        assertThat(Suspicion.min(4, 1, second)).isEqualTo(Duration.ofSeconds(4));
        assertThat(Suspicion.min(4, 10, second)).isEqualTo(Duration.ofSeconds(4));
        assertThat(Suspicion.min(4, 100, second)).isEqualTo(Duration.ofSeconds(8));
        assertThat(Suspicion.min(5, 1_000, second)).isEqualTo(Duration.ofSeconds(15));
    }

    /// Lifeguard §IV-A: the local health multiplier is a saturating counter: it neither rises above
    /// its maximum nor falls below 0; interval and timeout are multiplied by (LHM + 1).
    @Test
    void localHealthStretchesPatienceWithinItsBounds() {
        var health = new LocalHealth(8);
        health.probeAnswered();
        assertThat(health.score()).isZero();
        health.probeFailed(3);
        health.refuted();
        health.paused();
        assertThat(health.score()).isEqualTo(5);
        assertThat(health.scale(Duration.ofMillis(500))).isEqualTo(Duration.ofSeconds(3));
        health.probeFailed(100);
        assertThat(health.score()).isEqualTo(7);
        health.probeAnswered();
        assertThat(health.score()).isEqualTo(6);
    }

    @Test
    void aMaximumOfOneTurnsLocalHealthOff() {
        var health = new LocalHealth(1);
        health.probeFailed(3);
        assertThat(health.scale(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    }
}
