package io.starling.gossip.sim;

import static io.starling.gossip.node.Reachability.Passes.NO;
import static io.starling.gossip.node.Reachability.Passes.UNKNOWN;
import static io.starling.gossip.node.Reachability.Passes.YES;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Coordinate;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Status;
import io.starling.gossip.node.CaseNote;
import io.starling.gossip.node.GossipNode;
import io.starling.gossip.node.NodeCoordinates;
import io.starling.gossip.node.Reachability;
import io.starling.gossip.sim.Fault.Blocked;
import io.starling.gossip.sim.Fault.DiskFate;
import io.starling.gossip.sim.SimCluster.Spec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/// What nodes tell of each other: how far, whether reached, why doubted.
class InsightTest {
    private static final List<String> A = List.of("n1");
    private static final List<String> B = List.of("n2");

    @Test
    void betweenHealthyNodesEverythingGetsThrough() {
        var cluster = formed(3, 1);
        var found = reachability(cluster);
        assertThat(found.isComplete()).isTrue();
        assertThat(found.advice()).containsExactly("everything gets through");
    }

    /// One line of a firewall at a time, and each is found and named.
    @ParameterizedTest
    @CsvSource({
        "DATAGRAMS, true,  NO, YES, YES, YES, UDP from n1, at n2",
        "DATAGRAMS, false, YES, NO, YES, YES, UDP from n2, at n1",
        "STREAMS,   false, YES, YES, YES, NO, TCP from n2, at n1",
        "STREAMS,   true,  YES, YES, NO, UNKNOWN, TCP from n1, at n2"
    })
    void aFirewallIsFoundOutByItsDirection(
            Blocked kind,
            boolean there,
            Reachability.Passes udpTo,
            Reachability.Passes udpFrom,
            Reachability.Passes tcpTo,
            Reachability.Passes tcpFrom,
            String what,
            String where) {
        var cluster = formed(4, 2);
        cluster.inject(new Fault.Firewall(kind, there ? A : B, there ? B : A));
        cluster.runFor(Duration.ofSeconds(1));
        var found = reachability(cluster);
        assertThat(List.of(found.udpTo(), found.udpFrom(), found.tcpTo(), found.tcpFrom()))
                .containsExactly(udpTo, udpFrom, tcpTo, tcpFrom);
        assertThat(found.advice().getFirst())
                .startsWith(what)
                .contains("allow", "port 8301 inbound " + where);
    }

    /// Nothing gets there, so nobody can be asked, whatever comes from there by itself.
    @Test
    void aLinkThatIsCutOneWayIsNotTakenForAWorkingOne() {
        var cluster = formed(4, 3);
        cluster.inject(new Fault.OneWay(A, B));
        var found = reachability(cluster);
        assertThat(found.udpTo()).isNotEqualTo(YES);
        assertThat(found.tcpTo()).isEqualTo(NO);
        assertThat(found.tcpFrom()).isEqualTo(UNKNOWN);
        assertThat(found.isComplete()).isFalse();
    }

    @Test
    void aDeadHostIsSaidToBeDown() {
        var cluster = formed(3, 4);
        cluster.kill(1);
        var found = reachability(cluster);
        assertThat(found.advice())
                .singleElement()
                .asString()
                .startsWith("nothing gets through: n2 is down")
                .contains("it advertises 10.0.0.2:8301");
    }

    /// A loss that gossip lives with is no verdict on a link.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void lossIsNotTakenForAFirewall(long seed) {
        var cluster = formed(3, seed);
        cluster.inject(new Fault.Loss(0.2));
        assertThat(reachability(cluster).udpTo()).isEqualTo(YES);
    }

    /// The whole of a cluster over continents, each node probing one other a second, where 1 % of
    /// the datagrams take 50 ms more.
    @Test
    void coordinatesEstimateTheRoundTripsOfTheSimulatedContinents() {
        long seed = 9;
        var delays = DelayModel.wan(seed);
        var world = new SimWorld(seed, delays);
        var cluster = SimCluster.in(world, Spec.LAN, 24, Invariant.all());
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        cluster.runFor(Duration.ofMinutes(5));
        var dice = new SplittableRandom(1);
        var errors = new ArrayList<Double>();
        for (int i = 0; i < 24; i++) {
            for (int j = i + 1; j < 24; j++) {
                double real =
                        (delays.oneWayNanos(i, j, dice) + delays.oneWayNanos(j, i, dice)) / 1e9;
                double estimate = own(cluster, i).secondsTo(own(cluster, j));
                errors.add(Math.abs(estimate - real) / real);
            }
        }
        double median = errors.stream().sorted().toList().get(errors.size() / 2);
        System.out.printf("median relative error of 24 nodes after 5 minutes: %.3f%n", median);
        assertThat(median).isLessThan(0.10);
        assertThat(coordinates(cluster, 0).members()).hasSize(23);
        cluster.settle();
    }

    @Test
    void theCaseFileOfAKilledNodeTellsTheEvidence() {
        var cluster = formed(5, 10);
        cluster.kill(1);
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        cluster.restart(1, DiskFate.KEPT);
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        for (int i : List.of(0, 2, 3, 4)) {
            var notes = ask(cluster, node(cluster, i).history("n2"));
            assertThat(notes.stream().map(CaseNote::what).map(Object::getClass).toList())
                    .as("at n%d", i + 1)
                    .containsSubsequence(
                            List.of(
                                    CaseNote.Suspected.class,
                                    CaseNote.DeclaredFailed.class,
                                    CaseNote.Returned.class));
            assertThat(notes)
                    .extracting(CaseNote::age)
                    .isSortedAccordingTo((one, other) -> other.compareTo(one));
        }
        var evidence =
                List.of(0, 2, 3, 4).stream()
                        .flatMap(i -> ask(cluster, node(cluster, i).history("n2")).stream())
                        .map(CaseNote::what);
        assertThat(evidence).anyMatch(CaseNote.ProbeFailed.class::isInstance);
    }

    /// Blocked UDP in one direction between two nodes fails nobody, and the operator can find out.
    @Test
    void blockedDatagramsFailNobody() {
        var cluster = formed(8, 11);
        cluster.inject(new Fault.Firewall(Blocked.DATAGRAMS, A, B));
        cluster.runFor(Duration.ofMinutes(3));
        assertThat(cluster.views().values())
                .allSatisfy(
                        view ->
                                assertThat(view)
                                        .extracting(Member::status)
                                        .doesNotContain(Status.DEAD));
    }

    private static SimCluster formed(int nodes, long seed) {
        var cluster = SimCluster.of(nodes, seed, Invariant.all());
        cluster.world().replayWith(new Replay("InsightTest", seed));
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        return cluster;
    }

    /// Of the second node, seen by the first.
    private static Reachability reachability(SimCluster cluster) {
        var second =
                node(cluster, 0).members().stream()
                        .filter(member -> member.name().equals("n2"))
                        .findAny()
                        .orElseThrow();
        return ask(cluster, node(cluster, 0).reachability(second));
    }

    private static NodeCoordinates coordinates(SimCluster cluster, int i) {
        return ask(cluster, node(cluster, i).coordinates());
    }

    private static Coordinate own(SimCluster cluster, int i) {
        return coordinates(cluster, i).own();
    }

    private static GossipNode node(SimCluster cluster, int i) {
        var handle = cluster.node(i).run().orElseThrow().handle();
        return ((NodeHandle.Production) handle).node();
    }

    private static <T> T ask(SimCluster cluster, CompletableFuture<T> answer) {
        cluster.runUntil(answer::isDone, Duration.ofSeconds(5));
        return answer.join();
    }
}
