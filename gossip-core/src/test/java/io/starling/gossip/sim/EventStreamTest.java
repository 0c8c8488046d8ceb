package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.sim.SimCluster.Spec;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;

/// Many events in a row, and members that are not there for all of them. The invariants see to
/// order, repetitions and history.
class EventStreamTest {
    private static final Duration MILLI = Duration.ofMillis(1);

    @Test
    void aNodeThatWasStoppedHandsOutInOrderWhatItMissed() {
        var cluster = formed(16, 1);
        cluster.inject(new Fault.Pause("n4"), Duration.ofSeconds(5));
        stream(cluster, 5_000, MILLI);
        cluster.runFor(Duration.ofSeconds(4));
        var log = cluster.node(3).log();
        assertThat(log.size()).isZero();
        cluster.runUntil(() -> log.size() == 5_000, Duration.ofSeconds(60));
        assertThat(log.gaps()).isZero();
        assertThat(IntStream.range(0, log.size()).map(log::event)).isSorted();
    }

    @Test
    void whoJoinsDuringABurstMissesNothingNew() {
        var cluster = formed(16, 2);
        stream(cluster, 5_000, MILLI.dividedBy(5));
        cluster.runFor(Duration.ofMillis(500));
        var run = cluster.grow().run().orElseThrow();
        cluster.runFor(Duration.ofSeconds(30));
        var fired = cluster.ledger().events();
        assertThat(fired).hasSize(5_000);
        assertThat(fired.stream().filter(event -> event.firedAt() >= run.joinedAt()))
                .hasSizeGreaterThan(1_000)
                .allMatch(run::has);
        assertThat(fired.stream().filter(event -> event.firedAt() < run.startedAt()))
                .hasSizeGreaterThan(1_000)
                .noneMatch(run::has);
    }

    @Test
    void aThousandAtOnceAreEverywhereWithinMoments() {
        var cluster = formed(64, 3);
        cluster.nodes().forEach(node -> node.host().hardware(Hardware.ONE_CORE));
        stream(cluster, 1_000, MILLI.dividedBy(10));
        cluster.runFor(Duration.ofMillis(250));
        assertThat(cluster.nodes()).allMatch(node -> node.log().size() == 1_000);
    }

    private static SimCluster formed(int nodes, long seed) {
        var cluster =
                SimCluster.formed(
                        new SimWorld(seed), Spec.LAN.withoutDisks(), nodes, Invariant.ofDelivery());
        cluster.runFor(Duration.ofSeconds(5));
        return cluster;
    }

    private static void stream(SimCluster cluster, int events, Duration apart) {
        for (int i = 0; i < events; i++) {
            var payload = ("event " + i).getBytes(StandardCharsets.UTF_8);
            cluster.world().at(apart.multipliedBy(i), () -> cluster.fire(0, "stream", payload));
        }
    }
}
