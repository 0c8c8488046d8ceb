package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.boot;
import static io.starling.gossip.Fixtures.dead;
import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.Fixtures.incarnation;
import static io.starling.gossip.Fixtures.left;
import static io.starling.gossip.Fixtures.member;
import static io.starling.gossip.Fixtures.suspect;
import static io.starling.gossip.model.Status.ALIVE;
import static io.starling.gossip.model.Status.DEAD;
import static io.starling.gossip.model.Status.LEFT;
import static io.starling.gossip.model.Status.SUSPECT;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Part;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.model.Tags;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class MembershipTest {
    /// A boot that comes after that of every member of the fixtures.
    private static final OriginBoot LATER = new OriginBoot(boot(1).ordinal() + 1, 9);
    /// After this a ghost is at least suspected.
    private static final Duration NAMES_SETTLE =
            GossipConfig.LAN.probing().interval().multipliedBy(3);
    private static final Duration ROUND = GossipConfig.LAN.gossiping().interval();

    @Test
    void newsGoesOnAtOnceToSeveralMembers() {
        var rig = new Rig(GossipConfig.LAN, 10);
        rig.advance(Duration.ofMinutes(1));
        rig.settle();
        rig.hear(3, alive(11, 0));
        rig.advance(Duration.ofMillis(1));
        assertThat(rig.sent(Claim.Alive.class))
                .filteredOn(claim -> claim.subject().equals(id(11)))
                .hasSize(4);
    }

    /// SWIM §4.1: told a bounded number of times, then never again.
    @Test
    void aClaimIsToldABoundedNumberOfTimes() {
        var rig = new Rig(GossipConfig.LAN, 5);
        rig.advance(Duration.ofMinutes(1));
        rig.settle();
        rig.hear(3, alive(6, 0));
        rig.advance(ROUND.multipliedBy(20));
        long told =
                rig.sent(Claim.Alive.class).stream()
                        .filter(claim -> claim.subject().equals(id(6)))
                        .count();
        assertThat(told).isBetween(4L, 8L);
        rig.settle();
        for (int i = 0; i < 10; i++) {
            rig.hear(3, alive(6, 0));
        }
        rig.advance(ROUND.multipliedBy(20));
        assertThat(rig.sent(Claim.Alive.class)).noneMatch(claim -> claim.subject().equals(id(6)));
    }

    @Test
    void tellsItsListenerOfEachTransitionOnce() {
        var rig = new Rig(GossipConfig.LAN, 2);
        rig.hear(1, alive(3, 0));
        rig.hear(1, alive(3, 0));
        rig.hear(1, dead(3, 0, 1));
        rig.hear(1, alive(3, 1));
        rig.hear(1, left(3, 1));
        assertThat(rig.changes)
                .extracting(change -> change.getClass().getSimpleName())
                .containsExactly("Joined", "Failed", "Joined", "Left");
    }

    @Test
    void aRestartedMemberIsAliveAtOnceAtItsNewAddress() {
        var rig = new Rig(GossipConfig.LAN, 2);
        rig.hear(2, dead(1, 5, 2));
        rig.hear(1, restarted(1, 99));
        assertThat(rig.status(1)).isEqualTo(ALIVE);
        assertThat(rig.member(1).endpoint()).isEqualTo(endpoint(99));
    }

    /// Campaign seed 372: a suspicion of the new boot came before its claim, and the row kept the
    /// old address at the new incarnation.
    @Test
    void aSuspicionOfABootThatIsNotKnownYetDoesNotHideWhereItIs() {
        var rig = new Rig(GossipConfig.LAN, 2);
        rig.hear(2, new Claim.Suspect(id(1), Incarnation.first(LATER), id(2)));
        rig.hear(2, restarted(1, 99));
        assertThat(rig.member(1).endpoint()).isEqualTo(endpoint(99));
        assertThat(rig.member(1).boot()).isEqualTo(LATER);
    }

    /// A node without a data directory comes back with another id: its own ghost must make room.
    @Test
    void theSuccessorAtTheSameAddressTakesTheNameOfItsGhost() {
        var rig = new Rig(GossipConfig.LAN, 2);
        var successor = restarted(77, 1);
        rig.hear(1, successor);
        assertThat(rig.node.members())
                .extracting(Member::id)
                .contains(id(77))
                .doesNotContain(id(1));
        rig.hear(2, alive(1, 0));
        assertThat(rig.node.members()).extracting(Member::id).doesNotContain(id(1));
    }

    @Test
    void theNameOfAFailedMemberIsFreeForANewerNode() {
        var rig = new Rig(GossipConfig.LAN, 2);
        rig.hear(2, dead(1, 0, 2));
        rig.hear(1, restarted(77, 8));
        assertThat(rig.node.members())
                .extracting(Member::id)
                .contains(id(77))
                .doesNotContain(id(1));
        assertThat(rig.changes).anyMatch(MembershipEvent.Reaped.class::isInstance);
    }

    @Test
    void twoLivingNodesOfOneNameAreReportedAndBothKept() {
        var rig = new Rig(GossipConfig.LAN, 2);
        rig.hear(2, namesake(0));
        rig.advance(NAMES_SETTLE.minusNanos(1));
        assertThat(rig.world.count(Counter.NAME_CONFLICTS)).as("one may be a ghost").isZero();
        rig.hear(2, alive(1, 1), namesake(1));
        rig.advance(Duration.ofNanos(1));
        assertThat(rig.world.count(Counter.NAME_CONFLICTS)).isEqualTo(1);
        assertThat(rig.node.members()).extracting(Member::id).contains(id(1), id(77));
    }

    @Test
    void twoNodesOfOneNameOfWhichOneFallsUnderSuspicionAreNotReported() {
        var rig = new Rig(GossipConfig.LAN, 2);
        rig.hear(2, suspect(1, 0, 2), namesake(0));
        rig.advance(NAMES_SETTLE);
        assertThat(rig.world.count(Counter.NAME_CONFLICTS)).isZero();
    }

    @Test
    void aClaimOfANodeThatSpeaksAnotherProtocolIsRefused() {
        var rig = new Rig(GossipConfig.LAN, 1);
        rig.hear(
                1,
                new Claim.Alive(
                        id(5),
                        incarnation(0),
                        "n5",
                        endpoint(5),
                        boot(5),
                        new ProtocolRange(7, 9),
                        Tags.NONE));
        assertThat(rig.node.members()).extracting(Member::id).doesNotContain(id(5));
        assertThat(rig.world.count(Counter.CLAIMS_REFUSED)).isEqualTo(1);
    }

    @Test
    void newTagsReachEveryone() {
        var rig = new Rig(GossipConfig.LAN, 5);
        rig.node.setTags(Tags.of(Map.of("role", "web")));
        rig.advance(Duration.ofMillis(100));
        assertThat(rig.sent(Claim.Alive.class))
                .anyMatch(
                        claim ->
                                claim.subject().equals(rig.self())
                                        && claim.tags().values().containsKey("role"));
    }

    /// The goodbye is pushed and acknowledged, so that the departed is seen as left.
    @Test
    void leavesWhenSeveralMembersHaveAcknowledgedItsGoodbye() {
        var rig = new Rig(GossipConfig.LAN, 10);
        var left = rig.node.leave();
        rig.advance(Duration.ofMillis(1));
        var told = rig.targetsOf(Message.Ping.class);
        assertThat(told).hasSize(6);
        assertThat(told)
                .allSatisfy(
                        target ->
                                assertThat(rig.sentTo(target))
                                        .anyMatch(
                                                part ->
                                                        part instanceof Claim.Left claim
                                                                && claim.subject()
                                                                        .equals(rig.self())));
        int acked = 0;
        for (var ping : rig.sent(Message.Ping.class)) {
            assertThat(left).as("after %d acks", acked).matches(future -> !future.isDone());
            rig.hear((int) ping.target().low(), new Message.Ack(ping.sequence(), List.of()));
            if (++acked == 4) {
                break;
            }
        }
        assertThat(left).isCompletedWithValue(4);
        assertThat(rig.node.self().status()).isEqualTo(LEFT);
    }

    @Test
    void leavesAfterItsTimeEvenIfNobodyAcknowledges() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var left = rig.node.leave();
        rig.advance(GossipConfig.LAN.leaveTimeout().minusMillis(1));
        assertThat(left).isNotDone();
        rig.advance(Duration.ofMillis(1));
        assertThat(left).isCompletedWithValue(0);
    }

    @Test
    void aLonelyNodeLeavesAtOnce() {
        var rig = new Rig(GossipConfig.LAN, 0);
        var left = rig.node.leave();
        rig.advance(Duration.ZERO);
        assertThat(left).isCompletedWithValue(0);
    }

    @Test
    void anExchangeHearsADeathAsASuspicion() {
        var rig = new Rig(GossipConfig.LAN, 3);
        rig.ask(pushPull(member(2, DEAD, 0)));
        assertThat(rig.status(2)).isEqualTo(SUSPECT);
    }

    @Test
    void anExchangeTeachesTheGoneThatNobodyHereKnew() {
        var rig = new Rig(GossipConfig.LAN, 3);
        rig.ask(pushPull(member(8, DEAD, 0), member(9, LEFT, 0)));
        assertThat(rig.status(8)).isEqualTo(DEAD);
        assertThat(rig.status(9)).isEqualTo(LEFT);
    }

    @Test
    void anExchangeAnswersWithEverything() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var answer = (Exchange.PushPullAnswer) rig.ask(pushPull());
        assertThat(answer.sender().id()).isEqualTo(rig.self());
        assertThat(answer.page().members())
                .extracting(Member::id)
                .contains(rig.self(), id(1), id(2), id(3));
        assertThat(answer.page().next()).isEmpty();
    }

    /// A reaped member that lives is told so, refutes, and is back: but not by rumor.
    @Test
    void aReapedMemberThatAsksIsToldThatItWasGivenUp() {
        var rig =
                new Rig(
                        GossipConfig.LAN.with(
                                GossipConfig.LAN
                                        .antiEntropy()
                                        .withRetention(
                                                Duration.ofSeconds(10), Duration.ofSeconds(10))),
                        3);
        rig.ask(pushPull());
        rig.hear(2, dead(1, 0, 2));
        rig.advance(Duration.ofMinutes(3));
        assertThat(rig.node.members()).extracting(Member::id).doesNotContain(id(1));
        rig.hear(2, alive(1, 0));
        assertThat(rig.node.members()).extracting(Member::id).doesNotContain(id(1));
        var answer = (Exchange.PushPullAnswer) rig.ask(pushPull());
        assertThat(answer.page().members()).contains(member(1, DEAD, 0));
        rig.hear(1, alive(1, 1));
        assertThat(rig.status(1)).isEqualTo(ALIVE);
    }

    @Test
    void strangersAreCountedAndChangeNothing() {
        var rig = new Rig(GossipConfig.LAN, 2);
        rig.world.receive(endpoint(66), new byte[] {1, 2, 3});
        rig.world.receive(
                endpoint(66),
                "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(rig.world.count(Counter.DATAGRAMS_MALFORMED)).isEqualTo(2);
        var other =
                new io.starling.gossip.wire.PacketCodec(
                        io.starling.gossip.model.Pool.lan("other", "dc1"), boot(66));
        Part claim = alive(66, 0);
        rig.world.receive(
                endpoint(66),
                other.encode(List.of(io.starling.gossip.wire.PartCodec.encode(claim)), true));
        assertThat(rig.world.count(Counter.DATAGRAMS_FOREIGN)).isEqualTo(1);
        assertThat(rig.node.members()).hasSize(3);
    }

    /// What `n1` says after it started anew, under its former id or another.
    private static Claim.Alive restarted(int id, int endpoint) {
        return new Claim.Alive(
                id(id),
                Incarnation.first(LATER),
                "n1",
                endpoint(endpoint),
                LATER,
                ProtocolRange.CURRENT,
                Tags.NONE);
    }

    /// What another node that is named like `n1` says.
    private static Claim.Alive namesake(long refutations) {
        return new Claim.Alive(
                id(77),
                incarnation(refutations),
                "n1",
                endpoint(8),
                boot(77),
                ProtocolRange.CURRENT,
                Tags.NONE);
    }

    private static Exchange.PushPull pushPull(Member... rows) {
        return new Exchange.PushPull(
                member(1, ALIVE, 0),
                false,
                new StatePage(LamportTime.ZERO, List.of(rows), Optional.empty(), List.of()),
                Optional.empty());
    }
}
