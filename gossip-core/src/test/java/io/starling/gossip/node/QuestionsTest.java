package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.boot;
import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Answer.Kind;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.Echo;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// One node that asks, answers, and passes answers on.
class QuestionsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final byte[] NOTHING = {};

    private final Rig rig = new Rig(GossipConfig.LAN, 8);
    private final List<String> heard = new ArrayList<>();

    @Test
    void hearsAcknowledgementsAndAnswersOnceEach() {
        var asked = ask(0);
        for (int i = 0; i < 2; i++) {
            hear(1, answer(asked, 1, Kind.PENDING, ""));
            hear(1, answer(asked, 1, Kind.ANSWERED, "yes"));
        }
        assertThat(heard).containsExactly("n1 PENDING ", "n1 ANSWERED yes");
        assertThat(counted(Counter.QUERY_ANSWERS_DUPLICATE)).isEqualTo(2);
    }

    @Test
    void anAnswerThatOvertookItsAcknowledgementStandsForBoth() {
        var asked = ask(0);
        hear(1, answer(asked, 1, Kind.ANSWERED, "yes"));
        hear(1, answer(asked, 1, Kind.PENDING, ""));
        assertThat(heard).containsExactly("n1 ANSWERED yes");
    }

    @Test
    void isOverSoonAfterAllWhoPromisedAnAnswerGaveIt() {
        var asked = ask(0);
        hear(1, answer(asked, 1, Kind.PENDING, ""));
        rig.advance(Duration.ofSeconds(5));
        hear(1, answer(asked, 1, Kind.FAILED, "no"));
        rig.advance(Questions.QUIET.minusMillis(1));
        assertThat(heard).hasSize(2);
        rig.advance(Duration.ofMillis(1));
        assertThat(heard).last().isEqualTo("over 1/1 in time");
    }

    @Test
    void whoComesLateToAcknowledgeIsWaitedFor() {
        var asked = ask(0);
        hear(1, answer(asked, 1, Kind.SILENT, ""));
        rig.advance(Questions.QUIET.minusMillis(1));
        hear(2, answer(asked, 2, Kind.PENDING, ""));
        rig.advance(Duration.ofSeconds(5));
        hear(2, answer(asked, 2, Kind.ANSWERED, "yes"));
        rig.advance(Questions.QUIET);
        assertThat(heard).last().isEqualTo("over 2/1 in time");
    }

    @Test
    void timesOutWhileAnAnswerIsMissing() {
        var asked = ask(0);
        hear(1, answer(asked, 1, Kind.PENDING, ""));
        rig.advance(TIMEOUT);
        assertThat(heard).last().isEqualTo("over 1/0 timed out");
        hear(1, answer(asked, 1, Kind.ANSWERED, "late"));
        assertThat(heard).hasSize(2);
        assertThat(counted(Counter.QUERY_ANSWERS_LATE)).isEqualTo(1);
    }

    @Test
    void believesNeitherStrangersNorWhoDoesNotKnowTheQuestion() {
        var asked = ask(0);
        hear(1, answer(asked, 77, Kind.ANSWERED, "stranger"));
        var guess = new Answer(new EventId(1, 2), rig.self(), id(1), Kind.ANSWERED, NOTHING);
        hear(1, guess);
        assertThat(heard).isEmpty();
        assertThat(counted(Counter.QUERY_ANSWERS_UNKNOWN)).isEqualTo(1);
        assertThat(counted(Counter.QUERY_ANSWERS_LATE)).isEqualTo(1);
    }

    @Test
    void itsOwnQuestionIsAQuestionToItAndNoEvent() {
        var asked = ask(2);
        assertThat(rig.deliveries).containsExactly(new Delivery.Asked(asked, false));
        rig.node.answer(asked, Kind.ANSWERED, "me".getBytes(StandardCharsets.UTF_8));
        rig.advance(Duration.ZERO);
        assertThat(heard).containsExactly("self ANSWERED me");
        assertThat(rig.sent(Message.QueryAnswer.class)).isEmpty();
    }

    @Test
    void answersStraightAndThroughAsManyOthersAsAreWanted() {
        var asked = foreign(3);
        rig.node.answer(asked, Kind.ANSWERED, NOTHING);
        rig.advance(Duration.ofMillis(1));
        var answer = new Answer(asked.id(), id(1), rig.self(), Kind.ANSWERED, NOTHING);
        assertThat(rig.sentTo(endpoint(1))).contains(new Message.QueryAnswer(answer, false));
        assertThat(rig.sent(Message.QueryAnswer.class))
                .filteredOn(Message.QueryAnswer::relay)
                .hasSize(3);
        assertThat(rig.targetsOf(Message.QueryAnswer.class)).doesNotHaveDuplicates();
    }

    @Test
    void passesAnAnswerOnOnceAndToWhoAskedOnly() {
        var answer = new Answer(new EventId(1, 2), id(1), id(2), Kind.ANSWERED, NOTHING);
        rig.hear(2, new Message.QueryAnswer(answer, true));
        rig.advance(Duration.ofMillis(1));
        assertThat(rig.sentTo(endpoint(1))).contains(new Message.QueryAnswer(answer, false));
        rig.settle();
        rig.hear(2, new Message.QueryAnswer(answer, false));
        var toNobody = new Answer(new EventId(1, 2), id(77), id(2), Kind.ANSWERED, NOTHING);
        rig.hear(2, new Message.QueryAnswer(toNobody, true));
        rig.advance(Duration.ofMillis(1));
        assertThat(rig.sent(Message.QueryAnswer.class)).isEmpty();
        assertThat(counted(Counter.QUERY_ANSWERS_UNKNOWN)).isEqualTo(2);
    }

    @Test
    void refusesMoreQuestionsThanMayBeOpen() {
        for (int i = 0; i < Questions.OPEN_MAX; i++) {
            ask(0);
        }
        var refused = asking(0);
        assertThat(refused)
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("256 queries are open here");
        assertThat(counted(Counter.QUERIES_REFUSED)).isEqualTo(1);
        rig.advance(TIMEOUT);
        assertThat(asking(0)).isCompleted();
    }

    @Test
    void whoLeavesWaitsForNothing() {
        ask(0);
        rig.node.leave();
        rig.advance(Duration.ZERO);
        assertThat(heard).containsExactly("over 0/0 timed out");
    }

    private UserEvent ask(int relays) {
        return asking(relays).join();
    }

    private CompletableFuture<UserEvent> asking(int relays) {
        var asked =
                rig.node.ask(
                        EventRequest.of("version", NOTHING),
                        new Question(TIMEOUT, relays),
                        echo -> heard.add(told(echo)));
        rig.advance(Duration.ZERO);
        return asked;
    }

    /// A question that node 1 asked.
    private static UserEvent foreign(int relays) {
        var event = EventRequest.of("version", NOTHING);
        return new UserEvent(
                new EventId(3, 4),
                new EventKey(boot(1), 1),
                new LamportTime(1),
                id(1),
                event.name(),
                event.payload(),
                event.filters(),
                0,
                Optional.of(new Question(TIMEOUT, relays)));
    }

    private Answer answer(UserEvent asked, int from, Kind kind, String content) {
        NodeId asker = rig.self();
        return new Answer(
                asked.id(), asker, id(from), kind, content.getBytes(StandardCharsets.UTF_8));
    }

    private void hear(int peer, Answer answer) {
        rig.hear(peer, new Message.QueryAnswer(answer, false));
    }

    private long counted(Counter counter) {
        return rig.world.count(counter);
    }

    private static String told(Echo echo) {
        return switch (echo) {
            case Echo.Heard(var member, var kind, var content) ->
                    "%s %s %s"
                            .formatted(
                                    member.name(),
                                    kind,
                                    new String(content, StandardCharsets.UTF_8));
            case Echo.Over(int acknowledged, int answered, boolean timedOut) ->
                    "over %d/%d %s"
                            .formatted(acknowledged, answered, timedOut ? "timed out" : "in time");
        };
    }
}
