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
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.Standing;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.model.Tags;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Transport;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/// Two nodes that compare their tables.
class DigestExchangeTest {
    private static final GossipConfig LAN = GossipConfig.LAN;

    /// Two production nodes that have met, and the wire between them.
    private static final class Pair {
        final Rig a;
        final Rig b;
        final List<Exchange.Request> requests = new ArrayList<>();
        final List<Exchange> answers = new ArrayList<>();
        int bytesThere;
        int bytesBack;

        Pair(GossipConfig config, int peers) {
            a = new Rig(config, peers, 1);
            b = new Rig(config, peers, 2);
            exchange();
            // Each has met the other; from now on they know what to compare.
            requests.clear();
            answers.clear();
        }

        /// `a` exchanges state with `b` alone, until it is done.
        JoinResult exchange() {
            bytesThere = 0;
            bytesBack = 0;
            a.world.begun.clear();
            var result = a.node.join(List.of(b.node.self().endpoint().toString()));
            a.advance(Duration.ZERO);
            while (!a.world.begun.isEmpty()) {
                var begun = a.world.begun.removeFirst();
                var reply = new ArrayList<byte[]>();
                b.world.request(a.node.self().endpoint(), begun.request(), reply::add);
                b.advance(Duration.ZERO);
                requests.add((Exchange.Request) a.exchange(begun.request()));
                answers.add(a.exchange(reply.getFirst()));
                bytesThere += begun.request().length;
                bytesBack += reply.getFirst().length;
                a.world.run(
                        () ->
                                begun.onReply()
                                        .accept(new Transport.Reply.Received(reply.getFirst())));
                a.advance(Duration.ZERO);
            }
            return result.join();
        }

        Optional<Member> at(Rig rig, NodeId id) {
            return rig.node.members().stream().filter(row -> row.id().equals(id)).findAny();
        }
    }

    @Test
    void theFirstExchangeIsOfWholeTablesAndTheNextOfHashes() {
        var pair = new Pair(LAN, 5);
        pair.exchange();
        assertThat(pair.requests).singleElement().isInstanceOf(Exchange.Digest.class);
        assertThat(pair.answers.getFirst())
                .isInstanceOfSatisfying(
                        Exchange.DigestAnswer.class,
                        answer -> {
                            assertThat(answer.differing()).isEmpty();
                            assertThat(answer.standings()).isEmpty();
                        });
        assertThat(pair.a.world.count(Counter.PUSH_PULLS_EQUAL)).isEqualTo(1);
    }

    @Test
    void eachGetsTheRowsThatItLacksAndNoOthers() {
        var pair = new Pair(LAN, 50);
        pair.a.hear(1, alive(101, 0));
        pair.b.hear(1, alive(102, 0));
        pair.b.hear(1, alive(103, 0));
        long sent = pair.a.world.count(Counter.ROWS_SENT) + pair.b.world.count(Counter.ROWS_SENT);
        pair.exchange();
        assertThat(pair.a.node.members()).hasSameElementsAs(pair.b.node.members());
        assertThat(pair.a.node.members()).extracting(Member::id).contains(id(101), id(102));
        assertThat(pair.a.world.count(Counter.ROWS_SENT) + pair.b.world.count(Counter.ROWS_SENT))
                .isEqualTo(sent + 3);
        pair.exchange();
        assertThat(pair.requests).hasSize(3);
    }

    @Test
    void anOlderRowIsReplacedOnEitherSide() {
        var pair = new Pair(LAN, 5);
        pair.a.hear(1, tagged(1, 1));
        pair.b.hear(2, tagged(2, 1));
        pair.exchange();
        for (var rig : List.of(pair.a, pair.b)) {
            assertThat(rig.member(1).tags().values()).containsEntry("role", "web");
            assertThat(rig.member(2).tags().values()).containsEntry("role", "web");
        }
    }

    @Test
    void aDeathIsHeardAsASuspicionOnEitherSide() {
        var pair = new Pair(LAN, 5);
        pair.a.hear(1, dead(3, 0, 1));
        pair.b.hear(1, dead(4, 0, 1));
        pair.exchange();
        assertThat(pair.b.status(3)).isEqualTo(SUSPECT);
        assertThat(pair.a.status(4)).isEqualTo(SUSPECT);
        assertThat(pair.a.status(3)).isEqualTo(DEAD);
    }

    @Test
    void aGoodbyeIsHeardAsOneOnEitherSide() {
        var pair = new Pair(LAN, 5);
        pair.a.hear(1, left(3, 0));
        pair.b.hear(1, left(4, 0));
        pair.b.hear(1, suspect(3, 0, 1));
        pair.exchange();
        for (var rig : List.of(pair.a, pair.b)) {
            assertThat(rig.status(3)).isEqualTo(LEFT);
            assertThat(rig.status(4)).isEqualTo(LEFT);
        }
        pair.exchange();
        assertThat(pair.a.world.count(Counter.PUSH_PULLS_EQUAL)).isEqualTo(1);
    }

    @Test
    void twoDeathsAtDifferentIncarnationsBecomeTheLater() {
        var pair = new Pair(LAN, 5);
        pair.a.hear(1, dead(3, 0, 1));
        pair.b.hear(1, dead(3, 2, 1));
        pair.a.hear(1, left(4, 7));
        pair.b.hear(1, left(4, 3));
        pair.exchange();
        for (var rig : List.of(pair.a, pair.b)) {
            assertThat(rig.member(3).incarnation()).isEqualTo(incarnation(2));
            assertThat(rig.member(4).incarnation()).isEqualTo(incarnation(7));
        }
        pair.exchange();
        assertThat(pair.a.world.count(Counter.PUSH_PULLS_EQUAL)).isEqualTo(1);
    }

    /// The partner's answer lets a doubted member refute, and its next request brings the
    /// refutation.
    @Test
    void whoIsInDoubtRefutesWithinTheExchange() {
        var pair = new Pair(LAN, 5);
        var a = pair.a.node.self();
        pair.b.hear(1, new Claim.Dead(a.id(), a.incarnation(), id(1)));
        pair.exchange();
        assertThat(pair.at(pair.b, a.id()))
                .get()
                .satisfies(
                        row -> {
                            assertThat(row.status()).isEqualTo(ALIVE);
                            assertThat(row.incarnation()).isEqualTo(a.incarnation().next());
                        });
    }

    @Test
    void theAskedOneRefutesTooIfTheAskerDoubtsIt() {
        var pair = new Pair(LAN, 5);
        var b = pair.b.node.self();
        pair.a.hear(1, new Claim.Suspect(b.id(), b.incarnation(), id(1)));
        pair.exchange();
        assertThat(pair.at(pair.a, b.id())).get().extracting(Member::status).isEqualTo(ALIVE);
    }

    @Test
    void thoseWhoReapedEachOtherComeBackWithinTheExchange() {
        var pair = new Pair(brief(), 5);
        var a = pair.a.node.self();
        var b = pair.b.node.self();
        pair.b.hear(1, new Claim.Dead(a.id(), a.incarnation(), id(1)));
        pair.a.hear(1, new Claim.Dead(b.id(), b.incarnation(), id(1)));
        pair.a.advance(Duration.ofMinutes(2));
        pair.b.advance(Duration.ofMinutes(2));
        assertThat(pair.at(pair.b, a.id())).isEmpty();
        assertThat(pair.at(pair.a, b.id())).isEmpty();
        pair.exchange();
        assertThat(pair.at(pair.b, a.id())).get().extracting(Member::status).isEqualTo(ALIVE);
        assertThat(pair.at(pair.a, b.id())).get().extracting(Member::status).isEqualTo(ALIVE);
    }

    /// What one has reaped and the other remembers as gone, the other reaps too.
    @Test
    void theGoneAreReapedByThoseWhoLearnedOfThemLater() {
        for (boolean first : new boolean[] {true, false}) {
            var pair = new Pair(LAN, 5);
            var reaper = first ? pair.a : pair.b;
            var keeper = first ? pair.b : pair.a;
            keeper.hear(1, dead(3, 0, 1));
            reaper.hear(1, pruned(3, 0));
            pair.exchange();
            assertThat(pair.at(keeper, id(3))).as("%s", first).isEmpty();
            assertThat(pair.at(reaper, id(3))).as("%s", first).isEmpty();
            keeper.hear(1, alive(3, 0));
            assertThat(pair.at(keeper, id(3))).isEmpty();
        }
    }

    /// And who believes in it doubts it, so that it can refute if it lives.
    @Test
    void theReapedAreDoubtedByThoseWhoBelieveInThem() {
        for (boolean first : new boolean[] {true, false}) {
            var pair = new Pair(LAN, 5);
            var reaper = first ? pair.a : pair.b;
            var believer = first ? pair.b : pair.a;
            reaper.hear(1, pruned(3, 0));
            pair.exchange();
            assertThat(believer.status(3)).as("%s", first).isEqualTo(SUSPECT);
            assertThat(pair.at(reaper, id(3))).as("%s", first).isEmpty();
        }
    }

    @Test
    void aMemberThatKnowsNoDigestsIsAskedForPages() {
        var rig = new Rig(LAN, 3);
        rig.node.join(List.of(endpoint(1).toString()));
        rig.advance(Duration.ZERO);
        var empty = new StatePage(LamportTime.ZERO, List.of(), Optional.empty(), List.of());
        rig.answer(
                rig.world.begun.removeFirst(),
                new Exchange.PushPullAnswer(member(1, ALIVE, 0), empty));
        var result = rig.node.join(List.of(endpoint(1).toString()));
        rig.advance(Duration.ZERO);
        rig.answer(
                rig.world.begun.removeFirst(),
                new Exchange.Refused("a frame of a kind that this release does not know, field 6"));
        assertThat(rig.exchange(rig.world.begun.getFirst().request()))
                .isInstanceOf(Exchange.PushPull.class);
        rig.answer(
                rig.world.begun.removeFirst(),
                new Exchange.PushPullAnswer(member(1, ALIVE, 0), empty));
        assertThat(result.join().succeeded()).isTrue();
    }

    @Test
    void strangeAnswersEndTheExchange() {
        var beyond = answer(List.of(), List.of(), OptionalInt.of(1));
        assertThat(joinAnsweredWith(beyond).succeeded()).isFalse();
        assertThat(joinAnsweredWith(new Exchange.StreamAck()).succeeded()).isFalse();
        var wanting = answer(List.of(0), List.of(Standing.of(member(9, ALIVE, 0))), none());
        var nothing = new Exchange.RowsAnswer(member(1, ALIVE, 0), List.of(), List.of(), 0);
        assertThat(joinAnsweredWith(wanting, nothing).succeeded()).isFalse();
        var tooMuch = new Exchange.RowsAnswer(member(1, ALIVE, 0), List.of(), List.of(), 2);
        assertThat(joinAnsweredWith(wanting, tooMuch).succeeded()).isFalse();
        var good =
                new Exchange.RowsAnswer(
                        member(1, ALIVE, 0), List.of(member(9, ALIVE, 0)), List.of(), 1);
        assertThat(joinAnsweredWith(wanting, good).succeeded()).isTrue();
    }

    /// Buckets beyond those that were asked about are passed over.
    @Test
    void bucketsThatWereNotAskedAboutAreNoHarm() {
        var odd = answer(List.of(4_000), List.of(), none());
        assertThat(joinAnsweredWith(odd).succeeded()).isTrue();
    }

    @Test
    void refusesWhenTooManyAreUnderWay() {
        var busy =
                LAN.with(
                        new GossipConfig.AntiEntropy(
                                LAN.antiEntropy().interval(),
                                LAN.antiEntropy().timeout(),
                                LAN.antiEntropy().pageBytesMax(),
                                1,
                                LAN.antiEntropy().deadRetention(),
                                LAN.antiEntropy().leftRetention(),
                                LAN.antiEntropy().membersMax()));
        var rig = new Rig(busy, 3);
        var rows = new ArrayList<Member>();
        for (int number = 100; number < 400; number++) {
            rows.add(member(number, ALIVE, 0));
        }
        var slow = new Exchange.Rows(member(1, ALIVE, 0), rows, List.of(), List.of());
        var answers = rig.askTogether(slow, slow);
        assertThat(answers.getFirst()).isInstanceOf(Exchange.Refused.class);
        assertThat(answers.getLast()).isInstanceOf(Exchange.RowsAnswer.class);
        assertThat(rig.world.count(Counter.STREAM_REQUESTS_REFUSED)).isEqualTo(1);
        assertThat(rig.ask(slow)).isInstanceOf(Exchange.RowsAnswer.class);
    }

    @Test
    void largeDifferencesGoInPagesNewestFirst() {
        var small =
                LAN.with(
                        new GossipConfig.AntiEntropy(
                                LAN.antiEntropy().interval(),
                                LAN.antiEntropy().timeout(),
                                16 * 1024,
                                LAN.antiEntropy().requestsMax(),
                                LAN.antiEntropy().deadRetention(),
                                LAN.antiEntropy().leftRetention(),
                                LAN.antiEntropy().membersMax()));
        var pair = new Pair(small, 1);
        learn(pair.a, 0, 1_500, 7);
        learn(pair.b, 1_500, 3_000, 7);
        pair.exchange();
        assertThat(pair.a.node.members()).hasSize(3_003);
        assertThat(pair.a.node.members()).hasSameElementsAs(pair.b.node.members());
        assertThat(pair.requests).hasSizeLessThan(40);
        assertThat(pair.requests)
                .filteredOn(Exchange.Rows.class::isInstance)
                .allSatisfy(
                        request ->
                                assertThat(((Exchange.Rows) request).members())
                                        .isSortedAccordingTo(
                                                (x, y) ->
                                                        y.incarnation()
                                                                .compareTo(x.incarnation())));
        pair.exchange();
        assertThat(pair.a.world.count(Counter.PUSH_PULLS_EQUAL)).isEqualTo(1);
    }

    /// The figures of the protocol's document.
    @Test
    void fiveThousandMembersAreComparedInKilobytes() {
        var pair = new Pair(LAN, 1);
        learn(pair.a, 0, 5_000, 7);
        learn(pair.b, 0, 5_000, 7);
        pair.exchange();
        assertThat(pair.requests).hasSize(1);
        System.out.printf(
                "5,000 equal members: %d bytes there, %d back%n", pair.bytesThere, pair.bytesBack);
        assertThat(pair.bytesThere + pair.bytesBack).isLessThan(3_000);
        // Fifty of them have spoken since, half to one and half to the other.
        for (int i = 0; i < 50; i++) {
            (i % 2 == 0 ? pair.a : pair.b).hear(1, random(i * 100, 1_000, 7));
        }
        pair.requests.clear();
        pair.exchange();
        assertThat(pair.a.node.members()).hasSameElementsAs(pair.b.node.members());
        System.out.printf(
                "1 %% different: %d requests, %d bytes there, %d back%n",
                pair.requests.size(), pair.bytesThere, pair.bytesBack);
        assertThat(pair.requests).hasSize(2);
        assertThat(pair.bytesThere + pair.bytesBack).isLessThan(60_000);
        int whole =
                pair.a.node.members().stream()
                        .mapToInt(io.starling.gossip.wire.StreamCodec::memberBytes)
                        .sum();
        System.out.printf("all rows, one way: %d bytes%n", whole);
        assertThat(whole).isGreaterThan(400_000);
    }

    private static JoinResult joinAnsweredWith(Exchange.Answer... answers) {
        var rig = new Rig(LAN, 3);
        rig.ask(
                new Exchange.Digest(
                        member(1, ALIVE, 0), LamportTime.ZERO, List.of(), 0, 0, List.of(0L)));
        var result = rig.node.join(List.of(endpoint(1).toString()));
        rig.advance(Duration.ZERO);
        for (var answer : answers) {
            rig.answer(rig.world.begun.removeFirst(), answer);
        }
        if (!result.isDone()) {
            // It wants to send what it has more.
            rig.answer(
                    rig.world.begun.removeFirst(),
                    new Exchange.RowsAnswer(member(1, ALIVE, 0), List.of(), List.of(), 0));
        }
        return result.join();
    }

    private static Exchange.DigestAnswer answer(
            List<Integer> differing, List<Standing> standings, OptionalInt next) {
        return new Exchange.DigestAnswer(
                member(1, ALIVE, 0), LamportTime.ZERO, List.of(), differing, standings, next);
    }

    private static OptionalInt none() {
        return OptionalInt.empty();
    }

    private static Claim.Left pruned(int number, long refutations) {
        return new Claim.Left(id(number), incarnation(refutations), Optional.of(id(1)), true);
    }

    private static GossipConfig brief() {
        return LAN.with(
                LAN.antiEntropy().withRetention(Duration.ofSeconds(10), Duration.ofSeconds(10)));
    }

    private static Claim.Alive tagged(int number, long refutations) {
        return new Claim.Alive(
                id(number),
                incarnation(refutations),
                "n" + number,
                endpoint(number),
                boot(number),
                ProtocolRange.CURRENT,
                Tags.of(Map.of("role", "web")));
    }

    private static void learn(Rig rig, int from, int to, long seed) {
        for (int number = from; number < to; number++) {
            rig.hear(1, random(number, number % 7, seed));
        }
    }

    /// With an id as they are, and a tag as an agent has.
    private static Claim.Alive random(int number, long refutations, long seed) {
        return new Claim.Alive(
                NodeId.random(new SplittableRandom(seed * 1_000_000 + number)),
                incarnation(refutations),
                "node-%05d".formatted(number),
                endpoint(number),
                boot(number),
                ProtocolRange.CURRENT,
                Tags.of(Map.of("build", "0.2.0:")));
    }
}
