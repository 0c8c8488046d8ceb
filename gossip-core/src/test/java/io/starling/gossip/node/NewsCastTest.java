package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.boot;
import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.incarnation;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Message.ClaimHandOver;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Part;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.model.Tags;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One node among a hundred that stand evenly round the ring.
class NewsCastTest {
    private static final int PEERS = 100;
    private static final long STEP = Long.divideUnsigned(-1, PEERS + 1);
    /// An arc of 40 peers, given to the 20th of them.
    private static final Arc ARC = new Arc(position(10), position(50));

    private static final long CUT = position(30);
    private static final Duration GAP = GossipConfig.LAN.gossiping().interval().dividedBy(20);

    private final Rig rig = rig(PEERS);

    @Test
    void leavingNodeHandsItsGoodbyeToTwoDelegatesOfEachPieceOfTheRing() {
        rig.node.leave();
        rig.advance(Duration.ZERO);
        var sent = rig.sent(ClaimHandOver.class);
        assertThat(sent).allMatch(handed -> handed.claim() instanceof Claim.Left);
        assertThat(sent).allMatch(handed -> handed.claim().subject().equals(rig.self()));
        assertThat(sent).allMatch(handed -> handed.duty() == Duty.SHARED);
        var copies = new HashMap<Arc, Integer>();
        sent.forEach(handed -> copies.merge(handed.arc(), 1, Integer::sum));
        assertThat(copies.values()).containsOnly(2);
        assertThat(copies.keySet().stream().mapToLong(Arc::width).sum())
                .as("the whole ring but this node")
                .isEqualTo(-1);
        assertThat(rig.world.count(Counter.NEWS_BEGUN)).isEqualTo(1);
    }

    /// Its copies are no news where the tree has been.
    @Test
    void goodbyeGoesDownTheTreeBeforeAnythingElseIsSaid() {
        rig.node.leave();
        rig.advance(Duration.ZERO);
        var firsts = new HashMap<Endpoint, Part>();
        for (var sent : rig.world.sent) {
            rig.sentTo(sent.target()).stream()
                    .findFirst()
                    .ifPresent(part -> firsts.put(sent.target(), part));
        }
        assertThat(rig.targetsOf(ClaimHandOver.class))
                .isNotEmpty()
                .allMatch(target -> firsts.get(target) instanceof ClaimHandOver);
    }

    @Test
    void membersThatAreFewAreEachToldOnce() {
        var few = rig(10);
        few.node.setTags(Tags.of(Map.of("role", "web")));
        few.advance(Duration.ZERO);
        assertThat(few.targetsOf(ClaimHandOver.class))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.iterate(1, i -> i + 1).limit(10).map(i -> endpoint(i)).toList());
        assertThat(few.sent(ClaimHandOver.class)).allMatch(handed -> handed.duty() == Duty.LEAF);
    }

    @Test
    void newTagsGoDownTheTree() {
        rig.node.setTags(Tags.of(Map.of("role", "web")));
        rig.advance(Duration.ZERO);
        assertThat(rig.sent(ClaimHandOver.class))
                .isNotEmpty()
                .allMatch(handed -> handed.claim().equals(rig.node.self().alive()));
    }

    @Test
    void whoLetsANewcomerInTellsTheOthers() {
        var newcomer = Member.of(alive(200, STEP / 2, 0));
        var answers = rig.asking(endpoint(200), join(newcomer));
        assertThat(rig.sent(ClaimHandOver.class)).as("while it is at the door").isEmpty();
        var knock = (Message.Ping) rig.sentTo(endpoint(200)).getFirst();
        rig.hear(200, new Message.Ack(knock.sequence(), List.of()));
        assertThat(answers).singleElement().isInstanceOf(Exchange.PushPullAnswer.class);
        assertThat(rig.sent(ClaimHandOver.class))
                .isNotEmpty()
                .allMatch(handed -> handed.claim().equals(newcomer.alive()));
        assertThat(rig.targetsOf(ClaimHandOver.class)).doesNotContain(endpoint(200));
    }

    @Test
    void membersHeardOfInAnExchangeAreNotCast() {
        var page =
                new StatePage(
                        LamportTime.ZERO,
                        List.of(Member.of(alive(200, STEP / 2, 0))),
                        Optional.empty(),
                        List.of());
        rig.ask(new Exchange.PushPull(Member.of(peer(1, 1)), false, page, Optional.empty()));
        assertThat(rig.node.members()).hasSize(PEERS + 2);
        assertThat(rig.sent(ClaimHandOver.class)).isEmpty();
    }

    @Test
    void delegateBringsNewsToItsRange() {
        rig.hear(99, over(peer(5, 1), Duty.SHARED));
        var sent = rig.sent(ClaimHandOver.class);
        assertThat(sent).isNotEmpty().allMatch(handed -> handed.claim().equals(peer(5, 1)));
        assertThat(sent).allMatch(handed -> ARC.contains(handed.arc().from()));
        assertThat(rig.targetsOf(ClaimHandOver.class)).doesNotContain(endpoint(30), endpoint(60));
        assertThat(rig.world.count(Counter.NEWS_PASSED_ON)).isEqualTo(1);
        assertThat(rig.world.count(Counter.CLAIMS_RECEIVED)).isEqualTo(1 + PEERS);
    }

    @Test
    void delegateDropsWhatItKnows() {
        rig.hear(99, peer(5, 1));
        rig.settle();
        rig.hear(99, over(peer(5, 1), Duty.SHARED));
        rig.hear(99, over(peer(5, 0), Duty.SHARED));
        assertThat(rig.sent(ClaimHandOver.class)).isEmpty();
        assertThat(rig.world.count(Counter.NEWS_STALE)).isEqualTo(2);
        assertThat(rig.world.count(Counter.NEWS_PASSED_ON)).isZero();
    }

    @Test
    void leafTakesTheClaimAndBringsItToNobody() {
        rig.hear(99, over(left(5), Duty.LEAF));
        assertThat(rig.changes)
                .singleElement()
                .matches(change -> change.member().id().equals(left(5).subject()));
        assertThat(rig.sent(ClaimHandOver.class)).isEmpty();
    }

    /// What an operator says of a member meets its refutation, and that is a rumor.
    @Test
    void goodbyeThatSomebodyElseDeclaredIsTakenAndGoesNoFurther() {
        var declarer = Optional.of(peer(7, 0).subject());
        rig.hear(
                99,
                over(
                        new Claim.Left(peer(5, 0).subject(), incarnation(0), declarer, false),
                        Duty.SHARED));
        assertThat(rig.changes).hasSize(1);
        assertThat(rig.sent(ClaimHandOver.class)).isEmpty();
    }

    @Test
    void rumorsDoubtsAndRefutationsAreNotCast() {
        rig.hear(1, peer(5, 1), left(6));
        rig.hear(1, new Claim.Suspect(peer(7, 0).subject(), incarnation(0), peer(1, 0).subject()));
        var self = rig.node.self();
        rig.hear(1, new Claim.Suspect(self.id(), self.incarnation(), peer(1, 0).subject()));
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.node.self().incarnation()).isGreaterThan(self.incarnation());
        assertThat(rig.sent(ClaimHandOver.class)).isEmpty();
    }

    /// A rumor that overtakes the tree makes its delegates drop their ranges.
    @Test
    void rumorFollowsTheTreeAfterAMoment() {
        rig.advance(Duration.ofSeconds(20));
        rig.settle();
        rig.hear(99, over(left(5), Duty.SHARED));
        rig.advance(GAP.minusNanos(1));
        assertThat(rumorsOf(left(5))).isEmpty();
        rig.advance(Duration.ofNanos(1));
        assertThat(rumorsOf(left(5))).hasSize(GossipConfig.LAN.gossiping().fanout());
    }

    /// Else the few times that a rumor is told would be spent on those who just get the claim.
    @Test
    void nothingRidesOnAHandOver() {
        rig.hear(1, peer(6, 1));
        rig.node.setTags(Tags.of(Map.of("role", "web")));
        rig.advance(Duration.ZERO);
        assertThat(rig.sentTogether(ClaimHandOver.class))
                .isNotEmpty()
                .allMatch(ClaimHandOver.class::isInstance);
    }

    @Test
    void tooManyInASecondAreRumorsOnly() {
        for (int i = 1; i <= NewsCast.BURST; i++) {
            rig.hear(99, over(peer(1 + i % PEERS, 1 + i), Duty.SHARED));
        }
        assertThat(rig.world.count(Counter.NEWS_PASSED_ON)).isEqualTo(NewsCast.BURST);
        rig.advance(GAP);
        rig.settle();
        var oneMore = peer(5, NewsCast.BURST);
        rig.hear(99, over(oneMore, Duty.SHARED));
        assertThat(rig.sent(ClaimHandOver.class)).isEmpty();
        assertThat(rig.world.count(Counter.NEWS_HELD_BACK)).isEqualTo(1);
        rig.advance(GAP);
        assertThat(rumorsOf(oneMore)).isNotEmpty();
        rig.advance(Duration.ofSeconds(1));
        for (int i = 1; i <= NewsCast.BURST; i++) {
            rig.hear(99, over(peer(1 + i % PEERS, 1_000 + i), Duty.SHARED));
        }
        assertThat(rig.world.count(Counter.NEWS_PASSED_ON) - NewsCast.BURST)
                .isEqualTo(NewsCast.PER_SECOND + 1);
    }

    /// One that cannot go down the tree does not wait for it.
    @Test
    void manyTagsAreARumorOnlyAndAtOnce() {
        rig.advance(Duration.ofSeconds(20));
        rig.settle();
        rig.node.setTags(Tags.of(Map.of("notes", "x".repeat(NewsCast.BYTES_MAX))));
        rig.advance(Duration.ZERO);
        assertThat(rig.sent(ClaimHandOver.class)).isEmpty();
        assertThat(rig.world.count(Counter.NEWS_HELD_BACK)).isEqualTo(1);
        assertThat(rumorsOf(rig.node.self().alive())).isNotEmpty();
    }

    @Test
    void whoIsAloneTellsNobody() {
        var alone = rig(0);
        alone.node.setTags(Tags.of(Map.of("role", "web")));
        alone.advance(Duration.ofSeconds(1));
        assertThat(alone.world.sent).isEmpty();
        assertThat(alone.world.count(Counter.NEWS_BEGUN)).isZero();
    }

    private List<? extends Claim> rumorsOf(Claim claim) {
        return rig.sent(claim.getClass()).stream().filter(claim::equals).toList();
    }

    private static Rig rig(int peers) {
        var rig = new Rig(GossipConfig.LAN, 0);
        for (int i = 1; i <= peers; i++) {
            rig.hear(i, peer(i, 0));
        }
        rig.settle();
        return rig;
    }

    private static long position(int number) {
        return number * STEP;
    }

    private static ClaimHandOver over(Claim claim, Duty duty) {
        return new ClaimHandOver(claim, ARC, CUT, duty);
    }

    private static Claim.Left left(int number) {
        return new Claim.Left(peer(number, 0).subject(), incarnation(0));
    }

    private static Claim.Alive peer(int number, long refutations) {
        return alive(number, position(number), refutations);
    }

    private static Claim.Alive alive(int number, long position, long refutations) {
        return new Claim.Alive(
                new NodeId(position, number),
                incarnation(refutations),
                "n" + number,
                endpoint(number),
                boot(number),
                ProtocolRange.CURRENT,
                Tags.NONE);
    }

    private static Exchange.PushPull join(Member sender) {
        return new Exchange.PushPull(
                sender,
                true,
                new StatePage(LamportTime.ZERO, List.of(), Optional.empty(), List.of()),
                Optional.empty());
    }
}
