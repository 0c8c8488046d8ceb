package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.Status;
import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.runtime.Storage.Read;
import io.starling.gossip.sim.Fault.DiskFate;
import io.starling.gossip.sim.SimCluster.Spec;
import io.starling.gossip.store.SavedState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// Stories of nodes that restart with nothing but their disk: nobody tells them whom to join.
class StateOnDiskTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @CsvSource({"2,KEPT", "3,KEPT", "3,TORN", "8,KEPT", "8,TORN", "24,KEPT", "24,TORN"})
    void allThatDieAtOnceFindEachOtherAgain(int nodes, DiskFate fate) {
        var cluster = formed(Spec.LAN, nodes, 11);
        cluster.runFor(SECOND.multipliedBy(2));
        var dice = new SplittableRandom(nodes);
        cluster.nodes().forEach(node -> node.kill(fate));
        for (var node : cluster.nodes()) {
            cluster.runFor(Duration.ofMillis(dice.nextInt(3_000)));
            node.start();
        }
        cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(60));
        cluster.settle();
    }

    @ParameterizedTest
    @EnumSource(names = {"KEPT", "TORN"})
    void rejoiningNodeGetsNoOldEventsAndAllNewOnes(DiskFate fate) {
        var cluster = formed(Spec.LAN, 8, 12);
        for (int i = 0; i < 20; i++) {
            cluster.fire(i % 8, "before", new byte[10]);
        }
        cluster.runFor(SECOND.multipliedBy(5));
        restartAlone(cluster, 3, fate);
        cluster.runUntil(cluster::everyoneKnowsEveryone, SECOND.multipliedBy(5));
        assertThat(cluster.node(3).log().size()).isEqualTo(20);
        cluster.fire(0, "after", new byte[10]);
        cluster.runFor(SECOND.multipliedBy(40));
        assertThat(cluster.node(3).log().size()).isEqualTo(21);
        cluster.settle();
    }

    @Test
    void nodeStampsLaterAfterItsRestart() {
        var cluster = formed(Spec.LAN, 1, 13);
        var before = cluster.fire(0, "before", new byte[1]);
        cluster.runFor(SECOND.multipliedBy(2));
        restartAlone(cluster, 0, DiskFate.TORN);
        cluster.runFor(SECOND);
        var after = cluster.fire(0, "after", new byte[1]);
        cluster.runFor(SECOND);
        assertThat(after.join().time()).isGreaterThan(before.join().time());
    }

    @Test
    void nodeThatLeftStaysAloneAfterItsRestart() {
        var cluster = formed(Spec.LAN, 6, 14);
        leaveAndRestart(cluster, 3);
        cluster.runFor(Duration.ofMinutes(10));
        assertThat(alive(cluster, 3)).containsExactly("n4");
        assertThat(alive(cluster, 1)).containsExactlyInAnyOrder("n1", "n2", "n3", "n5", "n6");
    }

    @Test
    void nodeThatLeftReturnsIfItIsToRejoin() {
        var config = GossipConfig.LAN.withRejoinAfterLeave(true);
        var cluster = formed(Spec.LAN.with(config), 6, 15);
        leaveAndRestart(cluster, 3);
        cluster.runUntil(cluster::everyoneKnowsEveryone, SECOND.multipliedBy(5));
        cluster.settle();
    }

    @Test
    void nodesWithoutDisksForget() {
        var cluster = formed(Spec.LAN.withoutDisks(), 3, 16);
        var id = cluster.node(2).run().orElseThrow().id();
        cluster.runFor(SECOND.multipliedBy(2));
        cluster.nodes().forEach(node -> node.kill(DiskFate.KEPT));
        cluster.nodes().forEach(SimNode::start);
        cluster.runFor(Duration.ofMinutes(2));
        assertThat(alive(cluster, 2)).containsExactly("n3");
        assertThat(cluster.node(2).run().orElseThrow().id()).isNotEqualTo(id);
        assertThat(cluster.counted(Counter.STORAGE_FAILURES)).isZero();
    }

    /// It restarts on the smaller side, meets nobody for longer than anyone is remembered, and has
    /// nothing but its disk to find the others by.
    @Test
    void nodeThatRestartsInALongPartitionFindsTheOthersAfterwards() {
        var config =
                GossipConfig.LAN.with(
                        GossipConfig.LAN
                                .antiEntropy()
                                .withRetention(Duration.ofMinutes(30), Duration.ofMinutes(30)));
        var cluster = formed(Spec.LAN.with(config), 5, 17);
        cluster.runFor(SECOND.multipliedBy(2));
        cluster.inject(new Fault.Partition(List.of("n5"), List.of("n1", "n2", "n3", "n4")));
        restartAlone(cluster, 4, DiskFate.KEPT);
        cluster.runFor(Duration.ofHours(2));
        restartAlone(cluster, 4, DiskFate.TORN);
        cluster.runFor(Duration.ofHours(1));
        assertThat(alive(cluster, 4)).containsExactly("n5");
        assertThat(cluster.counted(Counter.MEMBERS_REAPED)).isPositive();
        cluster.heal();
        cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(60));
        cluster.settle();
    }

    @Test
    void diskThatWasFullForAnHourHasEverythingAfterwards() {
        var cluster = formed(Spec.LAN, 4, 18);
        cluster.runFor(SECOND.multipliedBy(2));
        cluster.inject(new Fault.DiskFull("n2"));
        cluster.grow();
        cluster.runFor(Duration.ofHours(1));
        var host = cluster.node(1).host();
        assertThat(host.observer().counted(Counter.STORAGE_FAILURES)).isBetween(100L, 130L);
        assertThat(host.observer().value(Gauge.STATE_UNKEPT_SECONDS)).isGreaterThan(3_500);
        assertThat(saved(host).members()).hasSize(3);

        host.disk().heal();
        cluster.runFor(SECOND.multipliedBy(32));
        assertThat(host.observer().value(Gauge.STATE_UNKEPT_SECONDS)).isZero();
        assertThat(saved(host).members()).hasSize(4);
        restartAlone(cluster, 1, DiskFate.TORN);
        cluster.runUntil(cluster::everyoneKnowsEveryone, SECOND.multipliedBy(5));
        cluster.settle();
    }

    @Test
    void nodeThatCannotReadItsDiskIsAMakeshiftUntilItCan() {
        var cluster = formed(Spec.LAN, 4, 19);
        var id = cluster.node(2).run().orElseThrow().id();
        cluster.runFor(SECOND.multipliedBy(2));
        var node = cluster.node(2);
        node.kill(DiskFate.KEPT);
        node.host().disk().breakDown();
        node.revive();
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        assertThat(node.run().orElseThrow().id()).isNotEqualTo(id);
        node.host().disk().heal();
        cluster.runFor(Duration.ofMinutes(1));

        restartAlone(cluster, 2, DiskFate.KEPT);
        cluster.runUntil(cluster::everyoneKnowsEveryone, SECOND.multipliedBy(10));
        assertThat(node.run().orElseThrow().id()).isEqualTo(id);
        cluster.settle();
    }

    /// Nodes die and come back by their disks alone, over and over, while disks tear, fill, break
    /// and get lost; who lost its disk is told whom to join, as an operator would.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void crashesInAnyOrderHeal(long seed) {
        var cluster = formed(Spec.LAN, 7, seed);
        var dice = new SplittableRandom(seed);
        for (int i = 0; i < 25; i++) {
            var node = cluster.node(dice.nextInt(7));
            switch (dice.nextInt(6)) {
                case 0 -> cluster.inject(new Fault.DiskFull(node.name()), SECOND.multipliedBy(20));
                case 1 ->
                        cluster.inject(new Fault.DiskBroken(node.name()), SECOND.multipliedBy(20));
                case 2 -> {
                    node.kill(DiskFate.LOST);
                    node.revive();
                }
                default -> {
                    node.kill(dice.nextBoolean() ? DiskFate.KEPT : DiskFate.TORN);
                    if (dice.nextBoolean()) {
                        cluster.runFor(Duration.ofMillis(dice.nextInt(20_000)));
                    }
                    boolean forgets = !node.host().disk().isHealthy();
                    node.start();
                    if (forgets) {
                        node.join();
                    }
                }
            }
            cluster.fire(dice.nextInt(7), "deploy", new byte[10]).exceptionally(_ -> null);
            cluster.runFor(Duration.ofMillis(dice.nextInt(6_000)));
        }
        cluster.settle();
    }

    private static void restartAlone(SimCluster cluster, int node, DiskFate fate) {
        cluster.node(node).kill(fate);
        cluster.node(node).start();
    }

    private static void leaveAndRestart(SimCluster cluster, int node) {
        cluster.runFor(SECOND.multipliedBy(2));
        cluster.leave(node);
        cluster.runFor(SECOND.multipliedBy(3));
        restartAlone(cluster, node, DiskFate.KEPT);
    }

    private static List<String> alive(SimCluster cluster, int node) {
        return cluster.node(node).run().orElseThrow().handle().members().stream()
                .filter(member -> member.status() == Status.ALIVE)
                .map(Member::name)
                .toList();
    }

    private static SavedState saved(SimHost host) {
        return switch (host.disk().read(SavedState.FILE)) {
            case Read.Contents(var bytes) -> SavedState.recover(bytes).state();
            case Read.Failed(var reason) -> throw new AssertionError(reason);
        };
    }

    private static SimCluster formed(Spec spec, int nodes, long seed) {
        var world = new SimWorld(seed);
        world.replayWith(new Replay("StateOnDiskTest", seed));
        var cluster = SimCluster.in(world, spec, nodes, Invariant.all());
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        return cluster;
    }
}
