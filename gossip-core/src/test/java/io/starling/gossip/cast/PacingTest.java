package io.starling.gossip.cast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.SplittableRandom;

class PacingTest {
    private static final long MILLI = 1_000_000;
    private static final long QUEUED = 48 * MILLI;

    private final RoundTrip roundTrip = new RoundTrip(Duration.ofMillis(2), Duration.ofMillis(500));
    private final Window window = new Window(Duration.ofNanos(QUEUED));

    @Test
    void timeoutIsTheLeastBeforeAnythingWasMeasured() {
        assertThat(roundTrip.timeoutNanos()).isEqualTo(2 * MILLI);
    }

    @Test
    void timeoutFollowsTheRoundTripUpAndDown() {
        measure(50, 20 * MILLI);
        assertThat(roundTrip.timeoutNanos()).isBetween(20 * MILLI, 25 * MILLI);
        measure(250, MILLI);
        assertThat(roundTrip.timeoutNanos()).isLessThan(4 * MILLI);
    }

    /// Many processes on few cores: one receipt in three waits its turn.
    @Test
    void timeoutIsLongEnoughForNineteenOfTwentyReceiptsWhenDelaysHaveTwoPeaks() {
        var random = new SplittableRandom(1);
        int early = 0;
        int asked = 0;
        for (int i = 0; i < 20_000; i++) {
            long trip = MILLI + (random.nextInt(3) == 0 ? random.nextLong(40 * MILLI) : 0);
            if (i >= 1_000) {
                asked++;
                early += trip > roundTrip.timeoutNanos() ? 1 : 0;
            }
            roundTrip.measured(trip, i);
        }
        assertThat((double) early / asked).isLessThan(0.06);
    }

    /// One member in ten answers what came while it stood still.
    @Test
    void timeoutIsNotStretchedByMembersThatStoodStill() {
        for (int i = 0; i < 1_000; i++) {
            roundTrip.measured(i % 10 == 9 ? 450 * MILLI : MILLI, i);
        }
        assertThat(roundTrip.timeoutNanos()).isLessThan(4 * MILLI);
    }

    @Test
    void timeoutIsNotStretchedByTheOneInAHundredThatIsHeldUp() {
        for (int i = 0; i < 10_000; i++) {
            roundTrip.measured(i % 100 == 99 ? 40 * MILLI : MILLI, i);
        }
        assertThat(roundTrip.timeoutNanos()).isLessThan(4 * MILLI);
    }

    /// A load that slows all receipts makes patient soon though each counts for no more than the
    /// timeout in force.
    @Test
    void timeoutReachesARoundTripTenTimesAsLongWithinThirtyReceipts() {
        measure(50, 2 * MILLI);
        measure(30, 20 * MILLI);
        assertThat(roundTrip.timeoutNanos()).isGreaterThan(20 * MILLI);
    }

    @Test
    void oneRoundTripCountsForNoMoreThanTheTimeoutInForce() {
        measure(50, 2 * MILLI);
        var other = new RoundTrip(Duration.ofMillis(2), Duration.ofMillis(500));
        for (int i = 0; i < 50; i++) {
            other.measured(2 * MILLI, i);
        }
        assertThat(other.timeoutNanos()).isEqualTo(roundTrip.timeoutNanos());
        other.measured(other.timeoutNanos(), 50);
        roundTrip.measured(10 * MILLI, 50);
        assertThat(roundTrip.timeoutNanos()).isEqualTo(other.timeoutNanos());
    }

    @Test
    void timeoutStaysBackedOffUntilTheNextMeasurement() {
        roundTrip.measured(MILLI, MILLI);
        roundTrip.timedOut(2 * MILLI, 10 * MILLI);
        assertThat(roundTrip.timeoutNanos()).isEqualTo(16 * MILLI);
        roundTrip.measured(MILLI, 13 * MILLI);
        assertThat(roundTrip.timeoutNanos()).isLessThan(5 * MILLI);
    }

    @Test
    void timeoutBacksOffBeforeAnythingWasMeasured() {
        roundTrip.timedOut(5 * MILLI, 10 * MILLI);
        assertThat(roundTrip.timeoutNanos()).isEqualTo(16 * MILLI);
    }

    /// Then the one was lost, and to wait longer for the next would be in vain.
    @Test
    void timeoutDoesNotBackOffWhenOtherReceiptsCameDuringTheWait() {
        roundTrip.measured(MILLI, 5 * MILLI);
        long before = roundTrip.timeoutNanos();
        roundTrip.timedOut(4 * MILLI, 10 * MILLI);
        assertThat(roundTrip.timeoutNanos()).isEqualTo(before);
    }

    @Test
    void timeoutIsAtMostTheBound() {
        roundTrip.measured(Duration.ofSeconds(3).toNanos(), 0);
        assertThat(roundTrip.timeoutNanos()).isEqualTo(500 * MILLI);
        roundTrip.timedOut(1, 400 * MILLI);
        assertThat(roundTrip.timeoutNanos()).isEqualTo(500 * MILLI);
    }

    private void measure(int times, long nanos) {
        for (int i = 0; i < times; i++) {
            roundTrip.measured(nanos, i);
        }
    }

    @Test
    void windowGrowsByOneForEachReceiptUntilTooManyGetLost() {
        for (int i = 0; i < 100; i++) {
            window.acknowledged(MILLI, 0);
        }
        assertThat(window.size()).isEqualTo(Window.INITIAL + 100);
        for (int i = 0; i < 5_000; i++) {
            window.acknowledged(MILLI, 0);
        }
        assertThat(window.size()).isEqualTo(Window.MAX);
    }

    @Test
    void windowGrowsByOneForEachWindowOfReceiptsFromThenOn() {
        for (int i = 0; i < Window.MIN; i++) {
            window.lost(0, MILLI);
        }
        int halved = window.size();
        for (int i = 0; i < halved; i++) {
            window.acknowledged(MILLI, 0);
        }
        assertThat(window.size()).isEqualTo(halved + 1);
    }

    @Test
    void windowHalvesOnceARoundTripWhenTooManyGetLost() {
        for (int i = 0; i < Window.INITIAL; i++) {
            window.acknowledged(MILLI, 0);
        }
        for (int i = 0; i < Window.MIN; i++) {
            window.lost(0, MILLI);
        }
        assertThat(window.size()).isEqualTo(Window.INITIAL);
        for (int i = 0; i < Window.MIN; i++) {
            window.lost(MILLI - 1, MILLI);
        }
        assertThat(window.size()).isEqualTo(Window.INITIAL);
        window.lost(MILLI, MILLI);
        assertThat(window.size()).isEqualTo(Window.INITIAL / 2);
    }

    @Test
    void windowHalvesWhenReceiptsTakeAsLongAsOnlyQueuesMakeThem() {
        for (int i = 0; i < Window.INITIAL; i++) {
            window.acknowledged(QUEUED, 0);
        }
        int grown = window.size();
        assertThat(grown).isGreaterThan(Window.INITIAL);
        for (int i = 0; i < grown; i++) {
            window.acknowledged(QUEUED + 1, MILLI);
        }
        assertThat(window.size()).isLessThanOrEqualTo(grown / 2 + 1);
    }

    @Test
    void windowStaysWhenFewGetLost() {
        for (int i = 0; i < 1_000; i++) {
            window.acknowledged(MILLI, 0);
            if (i % 25 == 24) {
                window.lost(i * MILLI, MILLI);
            }
        }
        assertThat(window.size()).isGreaterThanOrEqualTo(Window.INITIAL);
    }

    @Test
    void windowNeverCloses() {
        for (int i = 0; i < 10_000; i++) {
            window.lost(i * MILLI, MILLI);
        }
        assertThat(window.size()).isEqualTo(Window.MIN);
    }
}
