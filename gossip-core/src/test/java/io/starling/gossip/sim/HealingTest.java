package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.sim.Fault.DiskFate;
import io.starling.gossip.sim.SimCluster.Spec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Clusters that were cut in two become one again, by themselves.
class HealingTest {

    /// Longer than the dead are remembered.
    private static final Duration LONG = Duration.ofHours(25);

    private static final Duration SOON = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2", "4, 3", "5, 4", "8, 5"})
    void healsWithinAMinuteThoughEverythingWasReaped(int nodes, long seed) {
        var cluster = formed(nodes, seed);
        cluster.inject(new Fault.Partition(cluster.firstHalf(), cluster.secondHalf()));
        cluster.runFor(LONG);
        for (var node : cluster.nodes()) {
            assertThat(gauge(node, Gauge.MEMBERS_DEAD)).as(node.name()).isZero();
            assertThat(gauge(node, Gauge.MEMBERS_ALIVE)).as(node.name()).isLessThan(nodes);
        }
        cluster.heal();
        cluster.runUntil(cluster::everyoneKnowsEveryone, SOON);
        cluster.settle();
    }

    /// Far sooner than the next exchange with a failed member: the last calls find it.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aShortPartitionHealsWithinSeconds(long seed) {
        var cluster = formed(8, seed);
        cluster.inject(new Fault.Partition(cluster.firstHalf(), cluster.secondHalf()));
        cluster.runUntil(
                () ->
                        cluster.nodes().stream()
                                .allMatch(node -> gauge(node, Gauge.MEMBERS_DEAD) == 4));
        cluster.heal();
        cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(6));
        cluster.settle();
    }

    /// Tables that are the same cost a request and an answer of a few hundred bytes.
    @Test
    void equalTablesExchangeNoRows() {
        var cluster = formed(32, 1);
        cluster.runFor(Duration.ofMinutes(2));
        long rows = cluster.counted(Counter.ROWS_SENT);
        long exchanges = cluster.counted(Counter.PUSH_PULLS);
        long bytes = cluster.counted(Counter.STREAM_BYTES_SENT);
        cluster.runFor(Duration.ofMinutes(2));
        long more = cluster.counted(Counter.PUSH_PULLS) - exchanges;
        assertThat(more).isGreaterThan(32);
        assertThat(cluster.counted(Counter.ROWS_SENT)).isEqualTo(rows);
        assertThat((cluster.counted(Counter.STREAM_BYTES_SENT) - bytes) / more).isLessThan(600);
    }

    /// What one has alone, everyone has in the end, whatever of its rumors got lost.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void exchangesBringEveryoneWhatRumorsDidNot(long seed) {
        var cluster = formed(12, seed);
        cluster.inject(new Fault.Loss(1, List.of("n1", "n2")));
        cluster.leave(0);
        cluster.runFor(Duration.ofSeconds(6));
        cluster.kill(0);
        cluster.heal();
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        cluster.settle();
    }

    /// The half that forgot a failed member tells the other half, so that it does not live on in
    /// those who learn of it last.
    @Test
    void theGoneAreForgottenByThoseWhoJoinLater() {
        var config = Spec.LAN.config();
        var cluster =
                SimCluster.in(
                        new SimWorld(3),
                        Spec.LAN.with(
                                config.with(
                                        config.antiEntropy()
                                                .withRetention(
                                                        Duration.ofMinutes(10),
                                                        Duration.ofMinutes(10)))),
                        5,
                        Invariant.all());
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        cluster.kill(4);
        cluster.runFor(Duration.ofMinutes(9));
        cluster.grow();
        cluster.runFor(Duration.ofMinutes(4));
        assertThat(cluster.live())
                .allSatisfy(node -> assertThat(gauge(node, Gauge.MEMBERS_DEAD)).isZero());
        cluster.settle();
    }

    @Test
    void whoIsDeclaredLeftIsLeftEverywhere() {
        var cluster = formed(12, 1);
        cluster.kill(3);
        cluster.runUntil(() -> gauge(cluster.node(7), Gauge.MEMBERS_DEAD) == 1);
        handle(cluster, 7).forceLeave("n4", false);
        cluster.runFor(Duration.ofSeconds(3));
        assertThat(cluster.views().values())
                .allSatisfy(
                        view ->
                                assertThat(view)
                                        .anyMatch(
                                                row ->
                                                        row.name().equals("n4")
                                                                && row.status() == Status.LEFT));
        cluster.restart(3, DiskFate.KEPT);
        cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(10));
        cluster.settle();
    }

    @Test
    void whoIsPrunedIsForgottenEverywhereAndMayComeBack() {
        var cluster = formed(12, 2);
        cluster.kill(3);
        cluster.runUntil(() -> gauge(cluster.node(7), Gauge.MEMBERS_DEAD) == 1);
        handle(cluster, 7).forceLeave("n4", true);
        cluster.runFor(Duration.ofSeconds(3));
        assertThat(cluster.views().values()).allSatisfy(view -> assertThat(view).hasSize(11));
        cluster.runFor(Duration.ofMinutes(3));
        assertThat(cluster.views().values()).allSatisfy(view -> assertThat(view).hasSize(11));
        cluster.restart(3, DiskFate.KEPT);
        cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(10));
        cluster.settle();
    }

    /// An operator is wrong: the member was only cut off.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoIsDeclaredLeftByMistakeRefutes(boolean prune) {
        var cluster = formed(9, 3);
        cluster.inject(new Fault.Partition(List.of("n1"), names(cluster, 1)));
        cluster.runUntil(() -> gauge(cluster.node(5), Gauge.MEMBERS_DEAD) == 1);
        handle(cluster, 5).forceLeave("n1", prune);
        cluster.runFor(Duration.ofMinutes(2));
        cluster.heal();
        cluster.runUntil(cluster::everyoneKnowsEveryone, SOON);
        cluster.settle();
    }

    /// Rumors of a mass removal end: each node tells each once, in whatever order they come.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aMassRemovalByManyOperatorsGoesQuiet(long seed) {
        var cluster = formed(24, seed);
        for (int node = 12; node < 24; node++) {
            cluster.kill(node);
        }
        cluster.runUntil(() -> gauge(cluster.node(0), Gauge.MEMBERS_DEAD) == 12);
        for (int node = 12; node < 24; node++) {
            for (int asked = 0; asked < 12; asked += 1 + (int) seed) {
                handle(cluster, asked).forceLeave("n" + (node + 1), (node + asked) % 2 == 0);
            }
            if (node % 3 == 0) {
                cluster.restart(node, DiskFate.LOST);
            }
            cluster.runFor(Duration.ofMillis(100));
        }
        cluster.settle();
        long before = cluster.counted(Counter.CLAIMS_RECEIVED);
        cluster.runFor(Duration.ofMinutes(2));
        assertThat(cluster.counted(Counter.CLAIMS_RECEIVED)).isEqualTo(before);
    }

    private static SimCluster formed(int nodes, long seed) {
        var cluster = SimCluster.of(nodes, seed, Invariant.all());
        cluster.world().replayWith(new Replay("HealingTest", seed));
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        return cluster;
    }

    private static NodeHandle handle(SimCluster cluster, int node) {
        return cluster.node(node).run().orElseThrow().handle();
    }

    private static long gauge(SimNode node, Gauge gauge) {
        return node.host().observer().value(gauge);
    }

    private static List<String> names(SimCluster cluster, int from) {
        var names = new ArrayList<String>();
        cluster.nodes().stream().skip(from).forEach(node -> names.add(node.name()));
        return names;
    }
}
