package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.boot;
import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.model.Status.ALIVE;
import static io.starling.gossip.model.Status.SUSPECT;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Exchange.Refusal;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.model.Tags;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class DoorTest {
    private static final Duration INTERVAL = GossipConfig.LAN.probing().interval();
    private static final Duration TIMEOUT = GossipConfig.LAN.probing().timeout();
    /// The stream of a newcomer comes from an address of its own.
    private static final Endpoint STREAM = Endpoint.parse("192.168.7.7:49152", 0).orElseThrow();

    private static final Member NEWCOMER = newcomer(50, "n50", 50);

    @Test
    void letsANewcomerInAsSoonAsItAnswersWhereItSaysItIs() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var answers = rig.asking(STREAM, join(NEWCOMER));
        assertThat(answers).as("before the newcomer was asked").isEmpty();
        assertThat(ids(rig)).doesNotContain(id(50));
        ack(rig, 50);
        assertThat(answers).singleElement().isInstanceOf(Exchange.PushPullAnswer.class);
        assertThat(rig.status(50)).isEqualTo(ALIVE);
        assertThat(rig.world.begun).as("streams").isEmpty();
    }

    @Test
    void tellsANewcomerNothingOfTheMembersBeforeItIsLetIn() {
        var rig = new Rig(GossipConfig.LAN, 3);
        rig.hear(1, alive(4, 0));
        rig.asking(STREAM, join(NEWCOMER));
        rig.advance(INTERVAL);
        assertThat(rig.sentTo(endpoint(50))).isNotEmpty().allMatch(Message.Ping.class::isInstance);
    }

    /// What one that is alone answers would else use up what it has to tell of itself.
    @Test
    void whoIsAloneTellsNothingWithItsAcks() {
        var rig = new Rig(GossipConfig.LAN, 0);
        rig.hear(1, new Message.Ping(9, rig.self(), id(1)));
        rig.advance(Duration.ZERO);
        assertThat(rig.sentTo(endpoint(1)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Message.Ack.class, ack -> assertThat(ack.sequence()).isEqualTo(9));
    }

    /// Campaign seed 191 of histories: two that looked for one cluster founded another.
    @Test
    void whoWasTurnedAwayLetsNobodyIn() {
        var rig = new Rig(GossipConfig.LAN, 0);
        rig.node.join(List.of(endpoint(1).toString()));
        rig.advance(Duration.ZERO);
        rig.answer(
                rig.world.begun.removeFirst(),
                new Exchange.Refused(Exchange.Refusal.NAME, "the name is held"));
        assertThat(rig.asking(STREAM, join(NEWCOMER)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Exchange.Refused.class,
                        refused -> assertThat(refused.reason()).contains("itself been refused"));
        assertThat(ids(rig)).doesNotContain(id(50));
    }

    /// Histories, seed 148: the cluster was gone, and those whom it had refused went on refusing
    /// each other.
    @Test
    void whoWasTurnedAwayLongAgoLetsOthersIn() {
        var rig = new Rig(GossipConfig.LAN, 0);
        rig.node.join(List.of(endpoint(1).toString()));
        rig.advance(Duration.ZERO);
        rig.answer(
                rig.world.begun.removeFirst(),
                new Exchange.Refused(Exchange.Refusal.NAME, "the name is held"));
        rig.advance(GossipConfig.LAN.antiEntropy().interval().multipliedBy(2));
        var answers = rig.asking(STREAM, join(NEWCOMER));
        ack(rig, 50);
        assertThat(answers).singleElement().isInstanceOf(Exchange.PushPullAnswer.class);
    }

    @Test
    void refusesANewcomerOfAnotherProtocolAndSaysWhoIsToBeUpgraded() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var later = with(NEWCOMER, new ProtocolRange(2, 3));
        assertThat(rig.asking(STREAM, join(later)))
                .containsExactly(
                        new Exchange.Refused(
                                Refusal.PROTOCOL,
                                "n50 speaks protocol 2..3, self speaks 1..1: upgrade self"));
        assertThat(rig.asking(STREAM, visit(later)))
                .singleElement()
                .isInstanceOf(Exchange.Refused.class);
        assertThat(rig.sentTo(endpoint(50))).isEmpty();
        assertThat(rig.world.count(Counter.NEWCOMERS_REFUSED)).isEqualTo(2);
    }

    @Test
    void refusesTheNameOfAMemberThatAnswersAndTellsThatMember() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var answers = rig.asking(STREAM, join(newcomer(50, "n1", 50)));
        ack(rig, 50);
        assertThat(answers).as("while the holder may answer").isEmpty();
        ack(rig, 1);
        var refused = (Exchange.Refused) answers.getFirst();
        assertThat(refused.cause()).isEqualTo(Refusal.NAME);
        assertThat(refused.reason())
                .contains("the name n1 is held by " + id(1) + " at " + endpoint(1), "-node");
        assertThat(rig.sentTo(endpoint(1)))
                .contains(new Message.NameContested(id(50), endpoint(50)));
        assertThat(ids(rig)).doesNotContain(id(50));
        assertThat(rig.status(1)).isEqualTo(ALIVE);
        assertThat(rig.world.count(Counter.NAME_CONFLICTS)).isEqualTo(1);
        assertThat(rig.world.count(Counter.NEWCOMERS_REFUSED)).isEqualTo(1);
    }

    @Test
    void aHolderThatAnswersOverAStreamOnlyKeepsItsName() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var answers = rig.asking(STREAM, join(newcomer(50, "n1", 50)));
        ack(rig, 50);
        rig.advance(TIMEOUT.dividedBy(5));
        var knock = rig.world.begun.getFirst();
        assertThat(knock.target()).isEqualTo(endpoint(1));
        rig.answer(knock, new Exchange.StreamAck());
        rig.advance(TIMEOUT);
        assertThat(answers)
                .singleElement()
                .extracting(answer -> ((Exchange.Refused) answer).cause())
                .isEqualTo(Refusal.NAME);
    }

    @Test
    void theGhostOfANewcomerIsSuspectedAndTheNewcomerLetIn() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var answers = rig.asking(STREAM, join(newcomer(50, "n1", 50)));
        ack(rig, 50);
        rig.advance(TIMEOUT);
        assertThat(answers).singleElement().isInstanceOf(Exchange.PushPullAnswer.class);
        assertThat(rig.status(1)).isEqualTo(SUSPECT);
        assertThat(rig.status(50)).isEqualTo(ALIVE);
        rig.advance(Duration.ofMinutes(1));
        assertThat(ids(rig)).as("the ghost is not kept").doesNotContain(id(1));
        assertThat(rig.world.count(Counter.NAME_CONFLICTS)).isZero();
    }

    @Test
    void aGhostAtTheAddressOfTheNewcomerIsNotAsked() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var answers = rig.asking(STREAM, join(newcomer(50, "n1", 1)));
        assertThat(rig.sent(Message.Ping.class))
                .extracting(Message.Ping::target)
                .containsOnly(id(50));
        ack(rig, 1, 50);
        assertThat(answers).singleElement().isInstanceOf(Exchange.PushPullAnswer.class);
        assertThat(ids(rig)).contains(id(50)).doesNotContain(id(1));
    }

    @Test
    void itsOwnNameIsTakenWithoutAsking() {
        var rig = new Rig(GossipConfig.LAN, 3);
        assertThat(rig.asking(STREAM, join(newcomer(50, "self", 50))))
                .singleElement()
                .extracting(answer -> ((Exchange.Refused) answer).cause())
                .isEqualTo(Refusal.NAME);
        assertThat(rig.sent(Message.NameContested.class)).isEmpty();
    }

    @Test
    void aMemberThatMovedKeepsItsName() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var answers = rig.asking(STREAM, join(newcomer(1, "n1", 60)));
        ack(rig, 60, 1);
        assertThat(answers).singleElement().isInstanceOf(Exchange.PushPullAnswer.class);
        assertThat(rig.member(1).endpoint()).isEqualTo(endpoint(60));
    }

    @Test
    void refusesANewcomerThatIsNotReachedAndNamesBothAddresses() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var answers = rig.asking(STREAM, join(NEWCOMER));
        rig.advance(INTERVAL.minusNanos(1));
        assertThat(answers).isEmpty();
        rig.advance(Duration.ofNanos(1));
        var refused = (Exchange.Refused) answers.getFirst();
        assertThat(refused.cause()).isEqualTo(Refusal.ADDRESS);
        assertThat(refused.reason())
                .contains("n50 advertises " + endpoint(50), "came from " + STREAM)
                .contains("-advertise", "port 8301 for UDP and TCP");
        assertThat(ids(rig)).doesNotContain(id(50));
        assertThat(rig.changes).isEmpty();
        assertThat(rig.world.count(Counter.NEWCOMERS_UNREACHABLE)).isEqualTo(1);
        assertThat(rig.world.count(Counter.NEWCOMERS_REFUSED)).isEqualTo(1);
    }

    @Test
    void aRefusalReadsWellAtItsLongest() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var name = "ñ".repeat(64);
        var answers = rig.asking(STREAM, join(newcomer(50, name, 50)));
        rig.advance(INTERVAL);
        assertThat(((Exchange.Refused) answers.getFirst()).reason())
                .startsWith(name)
                .endsWith("in the firewall");
    }

    @Test
    void aNewcomerWhoseDatagramsAreBlockedIsLetIn() {
        var rig = new Rig(GossipConfig.LAN, 3);
        var answers = rig.asking(STREAM, join(NEWCOMER));
        rig.advance(INTERVAL.dividedBy(5));
        var knock = rig.world.begun.getFirst();
        assertThat(rig.exchange(knock.request())).isEqualTo(new Exchange.StreamPing(id(50)));
        rig.answer(knock, new Exchange.StreamAck());
        rig.advance(INTERVAL);
        assertThat(answers).singleElement().isInstanceOf(Exchange.PushPullAnswer.class);
        assertThat(rig.status(50)).isEqualTo(ALIVE);
    }

    @Test
    void knocksAgainWhereAKnockMayHaveBeenLost() {
        var rig = new Rig(GossipConfig.LAN, 0);
        var answers = rig.asking(STREAM, join(NEWCOMER));
        rig.advance(INTERVAL.minusMillis(1));
        assertThat(rig.sentTo(endpoint(50))).hasSize(5);
        ack(rig, 50);
        assertThat(answers).singleElement().isInstanceOf(Exchange.PushPullAnswer.class);
        rig.advance(INTERVAL);
        assertThat(answers).as("one answer for one question").hasSize(1);
    }

    @Test
    void aMemberIsNotCheckedAgainIfItsAnswerWasLost() {
        var rig = new Rig(GossipConfig.LAN, 0);
        rig.asking(STREAM, join(NEWCOMER));
        ack(rig, 50);
        rig.settle();
        assertThat(rig.asking(STREAM, join(NEWCOMER)))
                .singleElement()
                .isInstanceOf(Exchange.PushPullAnswer.class);
        assertThat(rig.sent(Message.Ping.class)).isEmpty();
    }

    @Test
    void checksSoManyNewcomersAtOnceAndAsksOthersToComeBack() {
        var rig = new Rig(GossipConfig.LAN, 0);
        int most = GossipConfig.LAN.antiEntropy().requestsMax();
        for (int i = 0; i < most; i++) {
            assertThat(rig.asking(STREAM, join(newcomer(50 + i, "w" + i, 50 + i)))).isEmpty();
        }
        var last = join(newcomer(99, "w99", 99));
        assertThat(rig.asking(STREAM, last))
                .singleElement()
                .extracting(answer -> ((Exchange.Refused) answer).cause())
                .isEqualTo(Refusal.BUSY);
        assertThat(rig.world.count(Counter.STREAM_REQUESTS_REFUSED)).isEqualTo(1);
        assertThat(rig.world.count(Counter.NEWCOMERS_REFUSED)).isZero();
        ack(rig, 50);
        assertThat(rig.asking(STREAM, last)).as("there is room again").isEmpty();
        rig.advance(INTERVAL);
        assertThat(rig.world.count(Counter.NEWCOMERS_UNREACHABLE)).isEqualTo(most);
    }

    /// Machines cloned from one image start at the same moment.
    @Test
    void ofTwoNewcomersWithOneNameTheFirstGetsIt() {
        var rig = new Rig(GossipConfig.LAN, 0);
        var first = rig.asking(STREAM, join(newcomer(50, "web", 50)));
        var second = rig.asking(STREAM, join(newcomer(51, "web", 51)));
        ack(rig, 50);
        ack(rig, 51);
        assertThat(first).singleElement().isInstanceOf(Exchange.PushPullAnswer.class);
        assertThat(second)
                .singleElement()
                .extracting(answer -> ((Exchange.Refused) answer).cause())
                .isEqualTo(Refusal.BUSY);
        assertThat(ids(rig)).contains(id(50)).doesNotContain(id(51));
    }

    /// Else a node that was refused would get in when a member visits it as a seed.
    @Test
    void whoIsNewGoesToTheDoorOfAMemberThatVisitsIt() {
        var rig = new Rig(GossipConfig.LAN, 0);
        assertThat(rig.asking(endpoint(1), visit(newcomer(1, "n1", 1))))
                .singleElement()
                .isInstanceOf(Exchange.Refused.class);
        assertThat(ids(rig)).containsExactly(rig.self());
        var begun = rig.world.begun.getFirst();
        assertThat(begun.target()).isEqualTo(endpoint(1));
        assertThat(rig.exchange(begun.request()))
                .isInstanceOfSatisfying(
                        Exchange.PushPull.class, request -> assertThat(request.join()).isTrue());
    }

    @Test
    void whoIsNewGoesToOneDoorAtATime() {
        var rig = new Rig(GossipConfig.LAN, 0);
        rig.asking(endpoint(1), visit(newcomer(1, "n1", 1)));
        rig.asking(endpoint(2), visit(newcomer(2, "n2", 2)));
        assertThat(rig.world.begun).hasSize(1);
        rig.answer(rig.world.begun.getFirst(), new Exchange.Refused(Refusal.NAME, "no"));
        rig.asking(endpoint(2), visit(newcomer(2, "n2", 2)));
        assertThat(rig.world.begun.getLast().target()).isEqualTo(endpoint(2));
    }

    @Test
    void whoIsToldToComeBackAsksAgainForAsLongAsAStreamMayTake() {
        var rig = new Rig(GossipConfig.LAN, 0);
        var joined = rig.node.join(List.of("10.0.0.1:8301"));
        rig.advance(Duration.ZERO);
        int asked = 0;
        while (!joined.isDone()) {
            assertThat(rig.world.begun)
                    .as("questions")
                    .hasSizeLessThan(30)
                    .hasSizeGreaterThan(asked);
            rig.answer(rig.world.begun.get(asked++), new Exchange.Refused(Refusal.BUSY, "not now"));
            rig.advance(Duration.ofMillis(1_400));
        }
        assertThat(asked).isBetween(5, 15);
        assertThat(joined.join().failures()).containsExactly(endpoint(1) + " refused: not now");
    }

    @Test
    void aJoinThatIsRefusedFailsAtOnceWithTheReason() {
        var rig = new Rig(GossipConfig.LAN, 0);
        var joined = rig.node.join(List.of("10.0.0.1:8301"));
        rig.advance(Duration.ZERO);
        rig.answer(rig.world.begun.getFirst(), new Exchange.Refused(Refusal.NAME, "self is taken"));
        assertThat(joined.join().succeeded()).isFalse();
        assertThat(joined.join().failures())
                .containsExactly(endpoint(1) + " refused: self is taken");
        assertThat(rig.world.count(Counter.NAME_CONFLICTS)).isEqualTo(1);
        assertThat(rig.world.count(Counter.JOINS_FAILED)).isEqualTo(1);
    }

    @Test
    void theHolderOfAContestedNameReportsIt() {
        var rig = new Rig(GossipConfig.LAN, 1);
        rig.hear(1, new Message.NameContested(id(50), endpoint(50)));
        assertThat(rig.world.count(Counter.NAME_CONFLICTS)).isEqualTo(1);
        assertThat(ids(rig)).containsExactlyInAnyOrder(rig.self(), id(1));
    }

    @Test
    void aProcessThatStoodStillDoesNotRefuseForIt() {
        var rig = new Rig(GossipConfig.LAN, 0);
        var answers = rig.asking(STREAM, join(NEWCOMER));
        rig.world.pause(Duration.ofSeconds(30));
        rig.advance(Duration.ofMillis(1));
        assertThat(answers).isEmpty();
        ack(rig, 50);
        assertThat(answers).singleElement().isInstanceOf(Exchange.PushPullAnswer.class);
    }

    private static List<NodeId> ids(Rig rig) {
        return rig.node.members().stream().map(Member::id).toList();
    }

    /// Node `number` answers what it was asked at its address.
    private static void ack(Rig rig, int number) {
        ack(rig, number, number);
    }

    private static void ack(Rig rig, int address, int number) {
        var pings = new ArrayList<Message.Ping>();
        for (var part : rig.sentTo(endpoint(address))) {
            if (part instanceof Message.Ping ping && ping.target().equals(id(number))) {
                pings.add(ping);
            }
        }
        rig.hear(number, new Message.Ack(pings.getLast().sequence(), List.of()));
    }

    /// A node that started after every member of the fixtures.
    private static Member newcomer(int number, String name, int address) {
        var boot = new OriginBoot(boot(number).ordinal() + 1, number);
        return new Member(
                id(number),
                name,
                endpoint(address),
                boot,
                Incarnation.first(boot),
                ALIVE,
                ProtocolRange.CURRENT,
                Tags.NONE);
    }

    private static Member with(Member node, ProtocolRange protocol) {
        return new Member(
                node.id(),
                node.name(),
                node.endpoint(),
                node.boot(),
                node.incarnation(),
                node.status(),
                protocol,
                node.tags());
    }

    private static Exchange.PushPull join(Member sender) {
        return pushPull(sender, true);
    }

    private static Exchange.PushPull visit(Member sender) {
        return pushPull(sender, false);
    }

    private static Exchange.PushPull pushPull(Member sender, boolean join) {
        return new Exchange.PushPull(
                sender,
                join,
                new StatePage(LamportTime.ZERO, List.of(), Optional.empty(), List.of()),
                Optional.empty());
    }
}
