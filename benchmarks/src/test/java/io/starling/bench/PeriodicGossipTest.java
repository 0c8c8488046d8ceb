package io.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.starling.bench.Conditions.Latency;
import io.starling.gossip.sim.DelayModel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

class PeriodicGossipTest {
    private static final Conditions NO_FAULTS = new Conditions(Latency.LAN, 0, 0, 0);

    /// Each member tells an event so often that it is received 12, 16 and 20 times, and it needs
    /// between two and four ticks of 200 ms to be at half of the members.
    @ParameterizedTest
    @CsvSource({"100, 40, 12, 342", "1000, 20, 16, 495", "10000, 3, 20, 645"})
    void costsAndTakesWhatIsKnownOfIt(int nodes, int events, int copies, double medianMillis) {
        var journeys = journeys(nodes, events, NO_FAULTS, new long[nodes]);

        assertThat(mean(journeys, journey -> journey.costs().copies()))
                .isCloseTo(copies, within(0.1));
        assertThat(mean(journeys, journey -> journey.received(0.5)))
                .isCloseTo(medianMillis, within(0.06 * medianMillis));
        assertThat(journeys).allMatch(journey -> journey.reach().atFiveSeconds() == 1);
        assertThat(journeys).allMatch(journey -> journey.costs().mostSends() == copies);
    }

    @Test
    void losesCopiesWhileDatagramsGetLost() {
        var lossy = new Conditions(Latency.LAN, 0.5, 0, 0);
        var journeys = journeys(100, 20, lossy, new long[100]);

        assertThat(mean(journeys, journey -> journey.costs().datagrams()))
                .isCloseTo(12, within(0.1));
        // Half get lost until the loss ends, after a second.
        assertThat(mean(journeys, journey -> journey.costs().copies())).isBetween(7.0, 10.5);
    }

    @Test
    void tellsTheCrashedLikeAllOthers() {
        var awakeFrom = new long[100];
        Arrays.fill(awakeFrom, 50, 100, PeriodicGossip.NEVER);
        var journey = journeys(100, 1, NO_FAULTS, awakeFrom)[0];

        assertThat(journey.swift()).isEqualTo(50);
        assertThat(journey.received()).hasSize(50);
        // Who learns of it in an exchange of state does not tell it further.
        assertThat(journey.costs().datagrams()).isCloseTo(12, within(0.5));
        assertThat(journey.costs().copies()).isBetween(4.0, 8.0);
    }

    @Test
    void reachesTheStalledWhenTheyWakeUp() {
        var awakeFrom = new long[20];
        Arrays.fill(awakeFrom, 10, 20, Conditions.STALL.toNanos());
        var journey = journeys(20, 1, NO_FAULTS, awakeFrom)[0];

        assertThat(journey.swift()).isEqualTo(10);
        assertThat(journey.reach().atFiveSeconds()).isEqualTo(1);
    }

    @Test
    void staysAtHomeWhereThereIsNobodyElse() {
        var journey = journeys(1, 1, NO_FAULTS, new long[1])[0];

        assertThat(journey.received()).containsExactly(0);
        assertThat(journey.costs().datagrams()).isZero();
    }

    private static Journey[] journeys(
            int nodes, int events, Conditions conditions, long[] awakeFrom) {
        var gossip =
                new PeriodicGossip(nodes, DelayModel.lan(), conditions, new SplittableRandom(7));
        return IntStream.range(0, events)
                .mapToObj(_ -> gossip.spread(0, awakeFrom))
                .toArray(Journey[]::new);
    }

    private static double mean(Journey[] journeys, ToDoubleFunction<Journey> what) {
        return Arrays.stream(journeys).mapToDouble(what).average().orElseThrow();
    }
}
