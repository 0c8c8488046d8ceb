package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.sim.Fault.DiskFate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

/// Stories of clusters of production nodes.
class SimClusterTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 64})
    void formsAndDeliversToEveryone(int nodes) {
        var cluster = formed(nodes, 1);
        cluster.fire(0, "deploy", new byte[100]);
        cluster.runFor(Duration.ofSeconds(1));
        assertThat(cluster.nodes()).allSatisfy(node -> assertThat(node.log().size()).isEqualTo(1));
        cluster.settle();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64})
    void aClusterThatStartsFormedIsAsGoodAsOneThatJoined(int nodes) {
        var cluster =
                SimCluster.formed(new SimWorld(1), SimCluster.Spec.LAN, nodes, Invariant.all());
        cluster.runFor(Duration.ofSeconds(1));
        assertThat(cluster.everyoneKnowsEveryone()).isTrue();
        cluster.fire(0, "deploy", new byte[100]);
        cluster.runFor(Duration.ofSeconds(2));
        assertThat(cluster.nodes()).allSatisfy(node -> assertThat(node.log().size()).isEqualTo(1));
        cluster.restart(nodes - 1, DiskFate.LOST);
        cluster.settle();
    }

    @Test
    void nodesOfAClusterThatStartsFormedAnnounceNothing() {
        var cluster = SimCluster.formed(new SimWorld(2), SimCluster.Spec.LAN, 32, List.of());
        cluster.runFor(Duration.ofSeconds(20));
        long probing = 2 * cluster.counted(Counter.PROBES);
        assertThat(cluster.counted(Counter.CLAIMS_RECEIVED)).isZero();
        assertThat(cluster.counted(Counter.DATAGRAMS_SENT)).isBetween(probing - 64, probing);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void healedPartitionConvergesAndExchangesWhatWasFired(long seed) {
        var cluster = formed(16, seed);
        cluster.inject(new Fault.Partition(cluster.firstHalf(), cluster.secondHalf()));
        cluster.runFor(Duration.ofSeconds(50));
        cluster.fire(0, "left", new byte[10]);
        cluster.fire(15, "right", new byte[10]);
        cluster.runFor(Duration.ofSeconds(10));
        assertThat(cluster.node(3).log().size()).isEqualTo(1);
        cluster.heal();
        cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(60));
        cluster.settle();
        assertThat(cluster.nodes()).allSatisfy(node -> assertThat(node.log().size()).isEqualTo(2));
    }

    @Test
    void killedNodeIsDeadForEveryoneAndBackAfterItsRestart() {
        var cluster = formed(8, 4);
        cluster.kill(3);
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        assertThat(cluster.views().get("n1"))
                .filteredOn(member -> member.status() == Status.DEAD)
                .singleElement()
                .satisfies(member -> assertThat(member.name()).isEqualTo("n4"));
        cluster.restart(3, DiskFate.KEPT);
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        cluster.settle();
    }

    @Test
    void restartedNodeReceivesNoOldEvent() {
        for (var fate : DiskFate.values()) {
            var cluster = formed(8, 5);
            for (int i = 0; i < 20; i++) {
                cluster.fire(i % 8, "deploy", new byte[10]);
            }
            cluster.runFor(Duration.ofSeconds(5));
            int before = cluster.node(3).log().size();
            cluster.restart(3, fate);
            cluster.runUntil(cluster::everyoneKnowsEveryone);
            cluster.runFor(Duration.ofSeconds(60));
            assertThat(before).isEqualTo(20);
            assertThat(cluster.node(3).log().size()).as("disk %s", fate).isEqualTo(before);
        }
    }

    @Test
    void movedNodeIsFoundAtItsNewAddress() {
        var cluster = formed(8, 6);
        cluster.restartElsewhere(2, DiskFate.KEPT);
        cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(20));
        cluster.settle();
    }

    @Test
    void departedNodeIsLeftForEveryoneWithinTwoSeconds() {
        var cluster = formed(16, 7);
        cluster.leave(5);
        cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(2));
        assertThat(cluster.live()).hasSize(15);
        assertThat(cluster.live())
                .allSatisfy(
                        node ->
                                assertThat(node.host().observer().value(Gauge.MEMBERS_LEFT))
                                        .isEqualTo(1));
        cluster.settle();
    }

    @Test
    void pausedNodeComesBackWithoutBeingRestarted() {
        var cluster = formed(8, 8);
        cluster.pause(2);
        cluster.fire(0, "deploy", new byte[10]);
        cluster.runFor(Duration.ofSeconds(30));
        cluster.resume(2);
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        cluster.settle();
        assertThat(cluster.node(2).log().size()).isEqualTo(1);
    }

    @Test
    void everyEventOfABurstReachesEveryone() {
        var cluster = formed(32, 9);
        for (int i = 0; i < 1_000; i++) {
            cluster.fire(0, "deploy", new byte[100]);
        }
        cluster.runFor(Duration.ofSeconds(10));
        int fired = cluster.ledger().events().size();
        assertThat(fired).isPositive();
        assertThat(cluster.nodes())
                .allSatisfy(node -> assertThat(node.log().size()).isEqualTo(fired));
        cluster.settle();
    }

    private static SimCluster formed(int nodes, long seed) {
        var cluster = SimCluster.of(nodes, seed, Invariant.all());
        cluster.world().replayWith(new Replay("SimClusterTest", seed));
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        return cluster;
    }
}
