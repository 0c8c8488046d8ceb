package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;
import io.starling.gossip.node.JoinResult;
import io.starling.gossip.node.NodeIdentity;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.sim.Fault.DiskFate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Stories of nodes whose name, address and id do not stay together.
class IdentityTest {
    private static final int SEEDS = 8;
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /// With a disk it keeps its id; without one it is another node under the same name, and its
    /// ghost is a living member to everyone.
    @ParameterizedTest
    @EnumSource(DiskFate.class)
    void aNodeThatStartsAnewAtAnotherAddressIsAliveEverywhereWithinTwoSeconds(DiskFate disk) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var cluster = formed(16, seed);
            cluster.restartElsewhere(5, disk);
            cluster.runUntil(() -> isAliveEverywhere(cluster, 5), AT_ONCE);
            cluster.runUntil(cluster::everyoneKnowsEveryone);
            assertThat(cluster.counted(Counter.NAME_CONFLICTS)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(DiskFate.class)
    void soItIsWhereOneInTenDatagramsIsLost(DiskFate disk) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var cluster = formed(16, seed);
            cluster.inject(new Fault.Loss(0.1));
            cluster.restartElsewhere(5, disk);
            cluster.runUntil(() -> isAliveEverywhere(cluster, 5), AT_ONCE);
        }
    }

    @ParameterizedTest
    @EnumSource(DiskFate.class)
    void twoNodesThatSwapTheirAddressesAreFoundThere(DiskFate disk) {
        long misdirected = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            var cluster = formed(8, seed);
            cluster.inject(new Fault.SwapAddresses("n3", "n6", disk, Duration.ZERO));
            cluster.runUntil(
                    () -> isAliveEverywhere(cluster, 2) && isAliveEverywhere(cluster, 5), AT_ONCE);
            cluster.settle();
            misdirected += cluster.counted(Counter.PINGS_MISDIRECTED);
        }
        if (disk == DiskFate.LOST) {
            assertThat(misdirected).as("pings that were met with silence").isPositive();
        }
    }

    /// The address of one that is gone goes to a newcomer.
    @Test
    void aFormerTenantStaysDeadWhileAnotherNodeAnswersAtItsAddress() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var cluster = formed(8, seed);
            var tenant = cluster.node(2);
            var id = tenant.run().orElseThrow().id();
            var address = tenant.host().endpoint();
            tenant.kill(DiskFate.LOST);
            tenant.host().move(Endpoint.parse("10.77.0.1:8301", 0).orElseThrow());
            cluster.node(5).kill(DiskFate.KEPT);
            cluster.node(5).host().move(address);
            cluster.node(5).revive();
            cluster.runUntil(cluster::everyoneKnowsEveryone);
            cluster.settle();
            assertThat(cluster.counted(Counter.PINGS_MISDIRECTED)).isPositive();
            assertThat(cluster.views().values())
                    .allSatisfy(view -> assertThat(view).noneMatch(row -> takesPart(row, id)));
        }
    }

    @Test
    void aSecondNodeOfALivingNameIsRefusedAndGetsInWhenTheHolderIsGone() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var cluster = formed(8, seed);
            cluster.inject(new Fault.Namesake("n8", "n3"));
            cluster.runFor(Duration.ofSeconds(30));
            var second = cluster.node("n8").run().orElseThrow();
            assertThat(members(cluster, "n3")).noneMatch(row -> row.id().equals(second.id()));
            assertThat(second.handle().members()).hasSize(1);
            assertThat(counted(cluster, "n3", Counter.NAME_CONFLICTS)).as("holder").isPositive();
            assertThat(counted(cluster, "n8", Counter.NAME_CONFLICTS)).as("newcomer").isPositive();
            var refused = join(cluster, "n8", cluster.node(0));
            assertThat(refused.succeeded()).isFalse();
            assertThat(refused.failures().getFirst()).contains("the name n3 is held by");

            cluster.node("n3").kill(DiskFate.KEPT);
            cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(40));
            assertThat(members(cluster, "n1")).anyMatch(row -> takesPart(row, second.id()));
        }
    }

    @Test
    void twoLivingNodesOfOneNameThatMeetBothStayAndAreReportedByBoth() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var cluster = formed(8, seed);
            cluster.inject(new Fault.Partition(cluster.firstHalf(), cluster.secondHalf()));
            cluster.runFor(Duration.ofSeconds(50));
            cluster.inject(new Fault.Namesake("n8", "n3"));
            cluster.runFor(Duration.ofSeconds(20));
            assertThat(cluster.counted(Counter.NAME_CONFLICTS)).isZero();
            cluster.world().network().heal();
            cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(60));
            cluster.runFor(Duration.ofSeconds(5));
            assertThat(members(cluster, "n1"))
                    .filteredOn(row -> row.name().equals("n3") && row.status() == Status.ALIVE)
                    .hasSize(2);
            assertThat(counted(cluster, "n3", Counter.NAME_CONFLICTS)).isPositive();
            assertThat(counted(cluster, "n8", Counter.NAME_CONFLICTS)).isPositive();
        }
    }

    /// Its stream gets through, nobody reaches it: it must not come and go in the views.
    @Test
    void aNodeThatAdvertisesAnAddressThatIsNotItsOwnIsKeptOut() {
        var comings = new Comings("n5");
        var wrong = Endpoint.parse("10.66.6.6:8301", 0).orElseThrow();
        var spec =
                SimCluster.Spec.LAN.with(
                        (config, identity, runtime, listener) ->
                                NodeHandle.production(
                                        config,
                                        identity.name().equals("n5")
                                                ? advertising(identity, wrong)
                                                : identity,
                                        runtime,
                                        listener));
        var cluster = SimCluster.in(new SimWorld(1), spec, 5, List.of(comings));
        cluster.runFor(Duration.ofMinutes(5));
        var refused = join(cluster, "n5", cluster.node(0));
        assertThat(refused.failures().getFirst())
                .contains("n5 advertises " + wrong)
                .contains("came from " + cluster.node("n5").host().endpoint().host());
        assertThat(cluster.counted(Counter.NEWCOMERS_UNREACHABLE)).isGreaterThan(100);

        // A member that is given its true address as a seed does not let it in by the back door.
        join(cluster, "n1", cluster.node("n5"));
        cluster.runFor(Duration.ofMinutes(2));
        assertThat(comings.seen).isEmpty();
        assertThat(cluster.views().get("n1")).hasSize(4);
    }

    @Test
    void aMemberThatHearsNothingIsFailedOnceAndDoesNotComeAndGo() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var comings = new Comings("n5");
            var cluster = SimCluster.of(8, seed, List.of(comings));
            cluster.runUntil(cluster::everyoneKnowsEveryone);
            comings.seen.clear();
            var others = new ArrayList<>(cluster.firstHalf());
            others.addAll(cluster.secondHalf());
            others.remove("n5");
            cluster.inject(new Fault.OneWay(others, List.of("n5")));
            cluster.runFor(Duration.ofMinutes(10));
            assertThat(comings.seen).filteredOn(event -> event.equals("Failed")).hasSize(7);
            assertThat(comings.seen).doesNotContain("Joined");
            cluster.heal();
            cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(60));
        }
    }

    @Test
    void twoNodesThatJoinEachOtherAtOnceMeet() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var cluster = SimCluster.of(2, seed, Invariant.all());
            cluster.node(0).kill(DiskFate.LOST);
            cluster.node(1).kill(DiskFate.LOST);
            cluster.node(0).start();
            cluster.node(1).start();
            cluster.node(0).join();
            cluster.node(1).join();
            cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(1));
            cluster.settle();
        }
    }

    @Test
    void aHundredNodesThatJoinOneSeedAtOnceAreAllLetInAtTheirFirstTry() {
        var cluster = SimCluster.of(100, 1, Invariant.all());
        cluster.runUntil(cluster::everyoneKnowsEveryone, Duration.ofSeconds(5));
        assertThat(cluster.counted(Counter.JOINS_FAILED)).isZero();
        assertThat(cluster.counted(Counter.STREAM_REQUESTS_REFUSED)).isPositive();
    }

    private static SimCluster formed(int nodes, long seed) {
        var cluster = SimCluster.of(nodes, seed, Invariant.all());
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        cluster.runFor(Duration.ofSeconds(3));
        return cluster;
    }

    private static NodeIdentity advertising(NodeIdentity identity, Endpoint endpoint) {
        return new NodeIdentity(identity.name(), identity.pool(), endpoint, identity.tags());
    }

    private static boolean isAliveEverywhere(SimCluster cluster, int node) {
        var here = cluster.node(node).host().endpoint();
        var run = cluster.node(node).run().orElseThrow();
        return cluster.live().stream()
                .flatMap(other -> other.run().stream())
                .allMatch(
                        other ->
                                other.handle().members().stream()
                                        .anyMatch(
                                                row ->
                                                        row.id().equals(run.id())
                                                                && row.boot().equals(run.boot())
                                                                && row.endpoint().equals(here)
                                                                && row.status() == Status.ALIVE));
    }

    private static boolean takesPart(Member row, NodeId id) {
        return row.id().equals(id) && row.status().takesPart();
    }

    private static List<Member> members(SimCluster cluster, String node) {
        return cluster.node(node).run().orElseThrow().handle().members();
    }

    private static long counted(SimCluster cluster, String node, Counter counter) {
        return cluster.node(node).host().observer().counted(counter);
    }

    private static JoinResult join(SimCluster cluster, String node, SimNode seed) {
        var result = cluster.node(node).run().orElseThrow().handle().join(seed.seed());
        cluster.runUntil(result::isDone);
        return result.join();
    }

    /// Writes down what the others see of one node.
    private static final class Comings implements Invariant {
        private final String name;
        private final List<String> seen = new ArrayList<>();

        Comings(String name) {
            this.name = name;
        }

        @Override
        public void onMembership(SimCluster cluster, NodeRun at, MembershipEvent event) {
            if (event.member().name().equals(name) && !at.node().name().equals(name)) {
                seen.add(event.getClass().getSimpleName());
            }
        }
    }
}
