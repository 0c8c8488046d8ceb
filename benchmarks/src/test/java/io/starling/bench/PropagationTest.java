package io.starling.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bench.Conditions.Latency;
import io.starling.gossip.sim.SimCluster.Spec;

import org.junit.jupiter.api.Test;

class PropagationTest {

    /// Up to 17 members the origin sends to each of them itself.
    @Test
    void countsTheHopsOfASmallClusterAsOne() {
        var journey = fire(17, new Conditions(Latency.LAN, 0, 0, 0));

        assertThat(journey.hops()).containsExactly(1, 16);
        assertThat(journey.received()).hasSize(17).startsWith(0);
        assertThat(journey.reach().atOneSecond()).isEqualTo(1);
    }

    @Test
    void countsMoreHopsInALargerCluster() {
        var journey = fire(300, new Conditions(Latency.LAN, 0, 0, 0));

        assertThat(journey.hops()[0]).isEqualTo(1);
        assertThat(journey.hops()).hasSizeBetween(3, 8);
        assertThat(journey.hops()[2]).isPositive();
    }

    @Test
    void takesTheTimesOfThoseAloneThatAreWell() {
        var journey = fire(100, new Conditions(Latency.LAN, 0, 0.1, 0.2));

        assertThat(journey.swift()).isEqualTo(70);
        assertThat(journey.received()).hasSize(70);
        assertThat(journey.received(1)).isLessThan(Conditions.STALL.toMillis());
        assertThat(journey.reach().atFiveSeconds()).isEqualTo(1);
    }

    private static Journey fire(int nodes, Conditions conditions) {
        var propagation = new Propagation(Spec.LAN, nodes, conditions, 7);
        return propagation.fire(propagation.draw());
    }
}
