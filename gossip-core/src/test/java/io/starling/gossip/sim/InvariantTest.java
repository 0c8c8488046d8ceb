package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.sim.Fault.DiskFate;
import io.starling.gossip.sim.SimCluster.Spec;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// One rule kept and one rule broken for each invariant, by nodes that do as they are told.
class InvariantTest {
    private final SimWorld world = new SimWorld(6);
    private final SimCluster cluster =
            SimCluster.in(world, Spec.LAN.with(ScriptedNode::start), 3, Invariant.all());
    private final ScriptedNode a = ScriptedNode.of(cluster, 0);
    private final ScriptedNode b = ScriptedNode.of(cluster, 1);

    InvariantTest() {
        ScriptedNode.introduceAll(cluster);
        cluster.runFor(Duration.ofSeconds(1));
    }

    @Test
    void complaintNamesRuleNodeTimeAndTheLineThatReplays() {
        var event = fire();
        b.deliver(event);
        b.deliver(event);
        assertThatThrownBy(() -> cluster.runFor(Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        BrokenInvariantException.class,
                        broken -> {
                            assertThat(broken.invariant()).isEqualTo("EventsAreDeliveredOnce");
                            assertThat(broken.node()).isEqualTo("n2");
                            assertThat(broken.at()).isEqualTo(Duration.ofSeconds(1));
                        })
                .hasMessageStartingWith("EventsAreDeliveredOnce broken at n2 after PT1S")
                .hasMessageEndingWith(
                        "replay: mvn -q -pl gossip-core test -Dtest=CampaignTest"
                                + " -Dstarling.seed=6");
    }

    @Test
    void everyEventOnceAndInOrderIsFine() {
        for (int i = 0; i < 5; i++) {
            deliverEverywhere(fire());
        }
        holds();
    }

    @Test
    void restartedNodeMayGetAnEventAgain() {
        var event = fire();
        b.deliver(event);
        cluster.restart(1, DiskFate.KEPT);
        ScriptedNode.of(cluster, 1).deliver(event);
        holds();
    }

    @Test
    void noticesAnEventTwiceThoughOnceLate() {
        fire();
        var second = fire();
        b.announceGap(a.boot(), 1, 2);
        b.deliverLate(second);
        b.deliverLate(second);
        breaks("EventsAreDeliveredOnce");
    }

    @Test
    void noticesAHoleThatWasNotAnnounced() {
        b.deliver(fire());
        fire();
        b.deliver(fire());
        breaks("OriginOrderIsKept");
    }

    @Test
    void noticesEventsThatComeBackwards() {
        b.deliver(fire());
        var second = fire();
        b.deliver(fire());
        b.deliver(second);
        breaks("OriginOrderIsKept");
    }

    @Test
    void acceptsAHoleThatWasAnnouncedAndItsEventsLate() {
        b.deliver(fire());
        var second = fire();
        b.announceGap(a.boot(), 2, 2);
        b.deliver(fire());
        b.deliverLate(second);
        holds();
    }

    @Test
    void noticesLateEventsThatWereNotMissing() {
        b.deliver(fire());
        b.deliverLate(fire());
        breaks("OriginOrderIsKept");
    }

    @Test
    void joinerMayBeginAnywhereButWhoWasThereMayNot() {
        fire();
        fire();
        cluster.restart(1, DiskFate.LOST);
        ScriptedNode.of(cluster, 1).deliver(fire());
        holds();
        cluster.restart(0, DiskFate.KEPT);
        fire();
        ScriptedNode.of(cluster, 1).deliver(fire());
        breaks("OriginOrderIsKept");
    }

    @Test
    void noticesAnEventThatNobodyFired() {
        var event = fire();
        b.deliver(event);
        b.deliver(with(event, new EventKey(a.boot(), 2), event.payload()));
        breaks("NothingIsInvented");
    }

    @Test
    void noticesAPayloadThatChanged() {
        var event = fire();
        b.deliver(with(event, event.key(), new byte[] {9, 9}));
        breaks("NothingIsInvented");
    }

    @Test
    void noticesAPayloadThatChangesInPlace() {
        var event = fire();
        event.payload()[0]++;
        b.deliver(event);
        breaks("NothingIsInvented");
    }

    @Test
    void memberMayRaiseItsIncarnationAndOthersMayNot() {
        a.raiseIncarnation();
        b.tell(new MembershipEvent.Refuted(a.self()));
        holds();
        b.tell(new MembershipEvent.Suspected(at(a.self(), Status.SUSPECT, 2), b.self().id()));
        breaks("OnlyTheMemberRaisesItsIncarnation");
    }

    @Test
    void noticesARaisedIncarnationInATableToo() {
        b.members.set(0, at(a.self(), Status.ALIVE, 1));
        breaks("OnlyTheMemberRaisesItsIncarnation");
    }

    @Test
    void noticesAnIncarnationThatGoesBack() {
        a.raiseIncarnation();
        b.tell(new MembershipEvent.Refuted(a.self()));
        b.tell(new MembershipEvent.Suspected(at(a.self(), Status.SUSPECT, 0), b.self().id()));
        breaks("IncarnationsNeverGoBack");
    }

    @Test
    void reapedMemberMayBeginAnew() {
        b.tell(new MembershipEvent.Reaped(a.self()));
        a.raiseIncarnation();
        b.tell(new MembershipEvent.Joined(a.self()));
        holds();
    }

    @Test
    void noticesThatAReapedMemberComesBackByARumor() {
        b.tell(new MembershipEvent.Reaped(at(a.self(), Status.DEAD, 0)));
        b.tell(new MembershipEvent.Joined(a.self()));
        breaks("NoResurrection");
    }

    @Test
    void noticesThatAReapedMemberIsRememberedAgain() {
        b.tell(new MembershipEvent.Reaped(at(a.self(), Status.DEAD, 0)));
        b.members.add(at(a.self(), Status.DEAD, 0));
        breaks("NoResurrection");
    }

    @Test
    void noticesThatADeadMemberLivesAtTheIncarnationItDiedAt() {
        b.tell(new MembershipEvent.Failed(at(a.self(), Status.DEAD, 0), b.self().id()));
        b.tell(new MembershipEvent.Joined(a.self()));
        breaks("NoResurrection");
    }

    @Test
    void deadMemberMayComeBackWithItsOwnHigherIncarnation() {
        b.tell(new MembershipEvent.Failed(at(a.self(), Status.DEAD, 0), b.self().id()));
        a.raiseIncarnation();
        b.tell(new MembershipEvent.Joined(a.self()));
        holds();
    }

    @Test
    void memberThatOthersDeclaredLeftMayRefute() {
        b.tell(new MembershipEvent.Left(at(a.self(), Status.LEFT, 0)));
        a.raiseIncarnation();
        b.tell(new MembershipEvent.Joined(a.self()));
        holds();
    }

    @Test
    void noticesThatAMemberDeclaredLeftLivesAtThatIncarnation() {
        b.tell(new MembershipEvent.Left(at(a.self(), Status.LEFT, 0)));
        b.tell(new MembershipEvent.Joined(a.self()));
        breaks("NoResurrection");
    }

    @Test
    void noticesThatADepartedMemberComesBackAtItsOldBoot() {
        cluster.leave(0);
        b.tell(new MembershipEvent.Left(at(a.self(), Status.LEFT, 0)));
        a.raiseIncarnation();
        b.tell(new MembershipEvent.Joined(a.self()));
        breaks("NoResurrection");
    }

    @Test
    void noticesAnOldBootAfterANewerOne() {
        var before = a.self();
        cluster.runFor(Duration.ofSeconds(1));
        cluster.restart(0, DiskFate.KEPT);
        var after = ScriptedNode.of(cluster, 0).self();
        assertThat(after.id()).isEqualTo(before.id());
        b.tell(new MembershipEvent.Updated(before, after));
        // At the newer incarnation, so that only the boot is wrong.
        b.tell(
                new MembershipEvent.Updated(
                        after,
                        new Member(
                                before.id(),
                                before.name(),
                                before.endpoint(),
                                before.boot(),
                                after.incarnation(),
                                Status.ALIVE,
                                before.protocol(),
                                before.tags())));
        breaks("NoResurrection");
    }

    @Test
    void noticesThatSomeoneDeadEverywhereIsSeenAgain() {
        a.raiseIncarnation();
        cluster.kill(0);
        var dead = at(a.self(), Status.DEAD, 1);
        for (int i = 1; i < 3; i++) {
            var observer = ScriptedNode.of(cluster, i);
            observer.tell(new MembershipEvent.Failed(dead, b.self().id()));
            observer.gauge(Gauge.MEMBERS_ALIVE, 2);
        }
        cluster.runFor(Duration.ofSeconds(2));
        b.tell(new MembershipEvent.Reaped(dead));
        b.tell(new MembershipEvent.Joined(a.self()));
        breaks("NoResurrection");
    }

    @Test
    void queueMayBeFullButNotFuller() {
        b.gauge(Gauge.RUMORS_QUEUED, GossipConfig.LAN.gossiping().rumorsMax());
        b.gauge(Gauge.RUMORS_QUEUED, 0);
        holds();
        b.gauge(Gauge.OUTBOX_BYTES, GossipConfig.LAN.events().outboxBytesMax() + 1L);
        breaks("QueuesStayBounded");
    }

    @Test
    void noticesAMemberOfAnotherCluster() {
        var other =
                SimCluster.in(
                        world,
                        Spec.LAN.with(ScriptedNode::start).named("other", "x"),
                        1,
                        List.of());
        b.tell(new MembershipEvent.Joined(ScriptedNode.of(other, 0).self()));
        breaks("ClustersStayApart");
    }

    @Test
    void noticesAnEventOfAnotherCluster() {
        var other =
                SimCluster.in(
                        world,
                        Spec.LAN.with(ScriptedNode::start).named("other", "x"),
                        1,
                        List.of());
        b.deliver(other.fire(0, "deploy", new byte[1]).join());
        breaks("ClustersStayApart");
    }

    @Test
    void settledClusterIsFine() {
        deliverEverywhere(fire());
        cluster.settle();
    }

    @Test
    void noticesAnEventThatDidNotReachEveryone() {
        b.deliver(fire());
        assertThatThrownBy(cluster::settle)
                .isInstanceOf(BrokenInvariantException.class)
                .hasMessageStartingWith("AgreementAtQuiescence broken at n3")
                .hasMessageContaining("fired by n1");
    }

    @Test
    void eventThatDiedWithItsOriginIsOwedToNobody() {
        fire();
        cluster.runFor(Duration.ofSeconds(5));
        killFirst();
        cluster.settle();
    }

    @Test
    void noticesThatOneOfTheLivingLacksWhatAnotherHas() {
        b.deliver(fire());
        cluster.runFor(Duration.ofSeconds(5));
        killFirst();
        assertThatThrownBy(cluster::settle)
                .isInstanceOf(BrokenInvariantException.class)
                .hasMessageStartingWith("AgreementAtQuiescence broken at n3");
    }

    @Test
    void noticesThatARestartedNodeGetsWhatEveryoneHadBefore() {
        var event = fire();
        deliverEverywhere(event);
        cluster.runFor(Duration.ofSeconds(20));
        cluster.restart(1, DiskFate.KEPT);
        ScriptedNode.of(cluster, 1).deliver(event);
        breaks("NoHistoryForJoiners");
    }

    @Test
    void restartedNodeMayGetWhatFewHad() {
        var event = fire();
        cluster.runFor(Duration.ofSeconds(20));
        cluster.restart(1, DiskFate.KEPT);
        ScriptedNode.of(cluster, 1).deliver(event);
        holds();
    }

    @Test
    void noticesThatADepartedNodeIsTakenForFailed() {
        cluster.runFor(Duration.ofSeconds(5));
        cluster.leave(0);
        for (int i = 1; i < 3; i++) {
            var observer = ScriptedNode.of(cluster, i);
            var status = i == 1 ? Status.DEAD : Status.LEFT;
            observer.members.set(0, at(a.self(), status, 0));
            observer.gauge(Gauge.MEMBERS_ALIVE, 2);
        }
        assertThatThrownBy(cluster::settle)
                .isInstanceOf(BrokenInvariantException.class)
                .hasMessageStartingWith("GoodbyesAreHeard broken at n2");
    }

    @Test
    void eventThatMetNoCalmIsOwedToNobody() {
        cluster.inject(new Fault.Loss(0.1));
        b.deliver(fire());
        cluster.runFor(Duration.ofSeconds(90));
        cluster.settle();
    }

    @Test
    void noticesViewsThatDoNotAgree() {
        b.members.removeLast();
        b.gauge(Gauge.MEMBERS_ALIVE, 2);
        assertThatThrownBy(cluster::settle)
                .isInstanceOf(BrokenInvariantException.class)
                .hasMessageContaining("AgreementAtQuiescence")
                .hasMessageContaining("n2 sees 2 of 3 members alive");
    }

    @Test
    void noticesAMemberThatIsGoneButStillTakesPart() {
        cluster.kill(2);
        for (int i = 0; i < 2; i++) {
            ScriptedNode.of(cluster, i).gauge(Gauge.MEMBERS_ALIVE, 2);
        }
        assertThatThrownBy(cluster::settle)
                .isInstanceOf(BrokenInvariantException.class)
                .hasMessageContaining("n1 sees ALIVE n3")
                .hasMessageContaining("which is gone");
    }

    @Test
    void noticesRumorsThatAreToldForEver() {
        b.gauge(Gauge.RUMORS_QUEUED, 1);
        assertThatThrownBy(cluster::settle)
                .isInstanceOf(BrokenInvariantException.class)
                .hasMessageContaining("TrafficGoesQuiet broken at n2")
                .hasMessageContaining("RUMORS_QUEUED is 1");
    }

    @Test
    void noticesTrafficThatIsNoProbe() {
        var chatter =
                new Runnable() {
                    @Override
                    public void run() {
                        a.ports.observer().count(Counter.DATAGRAMS_SENT, 1);
                        a.ports.scheduler().schedule(Duration.ofSeconds(1), this);
                    }
                };
        a.ports.scheduler().execute(chatter);
        assertThatThrownBy(cluster::settle)
                .isInstanceOf(BrokenInvariantException.class)
                .hasMessageContaining("TrafficGoesQuiet")
                .hasMessageContaining("datagrams");
    }

    private UserEvent fire() {
        return cluster.fire(0, "deploy", new byte[] {1, 2, 3}).join();
    }

    private void deliverEverywhere(UserEvent event) {
        b.deliver(event);
        ScriptedNode.of(cluster, 2).deliver(event);
    }

    private void killFirst() {
        cluster.kill(0);
        for (int i = 1; i < 3; i++) {
            ScriptedNode.of(cluster, i).members.removeFirst();
            ScriptedNode.of(cluster, i).gauge(Gauge.MEMBERS_ALIVE, 2);
        }
    }

    private static UserEvent with(UserEvent event, EventKey key, byte[] payload) {
        return new UserEvent(
                event.id(),
                key,
                event.time(),
                event.origin(),
                event.name(),
                payload,
                event.filters(),
                event.firedAtMicros());
    }

    private static Member at(Member member, Status status, long refutations) {
        var incarnation = new Incarnation(member.incarnation().boot(), refutations);
        return member.with(status, incarnation);
    }

    private void holds() {
        cluster.runFor(Duration.ofSeconds(2));
    }

    private void breaks(String invariant) {
        assertThatThrownBy(() -> cluster.runFor(Duration.ofSeconds(2)))
                .isInstanceOf(BrokenInvariantException.class)
                .hasMessageStartingWith(invariant + " broken at n2");
    }
}
