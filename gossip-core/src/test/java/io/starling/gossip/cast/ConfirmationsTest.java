package io.starling.gossip.cast;

import static io.starling.gossip.Fixtures.boot;
import static io.starling.gossip.Fixtures.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

class ConfirmationsTest {
    private static final long MILLI = 1_000_000;
    private static final long DELAY = 25 * MILLI;
    private static final Member PEER = Rings.member(2, 2);

    private long delay = DELAY;
    private final Confirmations confirmations = new Confirmations(() -> delay, 7);

    @Test
    void eventsAreAskedAboutTogetherAfterTheDelay() {
        confirmations.add(key(1), 0);
        confirmations.add(key(2), DELAY - 1);
        assertThat(confirmations.nextDeadline()).hasValue(DELAY);
        assertThat(confirmations.takeDue(DELAY - 1)).isEmpty();
        assertThat(confirmations.takeDue(DELAY)).containsExactly(key(1), key(2));
        assertThat(confirmations.takeDue(DELAY)).isEmpty();
        assertThat(confirmations.nextDeadline()).isEmpty();
    }

    /// Under a load that makes hand-overs slow the tree is still on its way.
    @Test
    void delayThatGrowsMeanwhileHoldsForWhatWaitsAlready() {
        confirmations.add(key(1), 0);
        delay = 2 * DELAY;
        assertThat(confirmations.takeDue(DELAY)).isEmpty();
        assertThat(confirmations.nextDeadline()).hasValue(2 * DELAY);
        assertThat(confirmations.takeDue(2 * DELAY)).containsExactly(key(1));
    }

    @Test
    void answerThatAllIsHadEndsTheQuestion() {
        var question = confirmations.ask(PEER, 0, List.of(key(1), key(2)), 0, 0).getFirst();
        var answered =
                confirmations.answered(question.token(), endpoint(2), List.of(), List.of(), 1);
        assertThat(answered.orElseThrow().toSend()).isEmpty();
        assertThat(confirmations.size()).isZero();
        assertThat(confirmations.nextDeadline()).isEmpty();
    }

    /// Only "had" confirms: the copy that was sent may be lost.
    @Test
    void whatIsWantedIsSentAndAskedAboutAgain() {
        var question = confirmations.ask(PEER, 0, List.of(key(1), key(2)), 0, 0).getFirst();
        var answered =
                confirmations.answered(
                        question.token(), endpoint(2), List.of(range(2, 2)), List.of(), MILLI);
        assertThat(answered.orElseThrow().toSend()).containsExactly(key(2));
        assertThat(confirmations.overdue(10 * MILLI)).isEmpty();
        assertThat(confirmations.overdue(11 * MILLI)).containsExactly(question);
        assertThat(question.events()).containsExactly(key(2));
    }

    @Test
    void whatIsHistoryThereIsAskedOfSomebodyElse() {
        var question = confirmations.ask(PEER, 1, List.of(key(1), key(2)), 0, 0).getFirst();
        var answered =
                confirmations
                        .answered(question.token(), endpoint(2), List.of(), List.of(range(1, 1)), 1)
                        .orElseThrow();
        assertThat(answered.passed()).containsExactly(key(1));
        assertThat(answered.place()).isEqualTo(1);
        assertThat(confirmations.size()).isZero();
    }

    @Test
    void answerOfAnotherCountsForNothing() {
        var question = confirmations.ask(PEER, 0, List.of(key(1)), 0, 0).getFirst();
        assertThat(confirmations.answered(question.token(), endpoint(3), List.of(), List.of(), 1))
                .isEmpty();
        assertThat(
                        confirmations.answered(
                                question.token() + 1, endpoint(2), List.of(), List.of(), 1))
                .isEmpty();
        assertThat(confirmations.size()).isEqualTo(1);
    }

    @Test
    void silenceIsAskedAgainEverMoreSeldomAndGivenUp() {
        var question = confirmations.ask(PEER, 0, List.of(key(1)), 0, 0).getFirst();
        var waits = new ArrayList<Long>();
        int hopeless = 0;
        long now = 0;
        while (confirmations.size() > 0) {
            long due = confirmations.nextDeadline().orElseThrow();
            waits.add((due - now) / MILLI);
            now = due;
            for (var again : confirmations.overdue(now)) {
                assertThat(again).isEqualTo(question);
                hopeless += again.isHopeless() ? 1 : 0;
            }
        }
        assertThat(waits).containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 640L);
        assertThat(hopeless).isEqualTo(1);
        assertThat(confirmations.givenUp()).isEqualTo(1);
    }

    @Test
    void burstOfOneOriginIsOneQuestionAndManyOriginsAreSeveral() {
        var burst = new ArrayList<EventKey>();
        for (int i = 1; i <= 1_000; i++) {
            burst.add(key(i));
        }
        assertThat(confirmations.ask(PEER, 0, burst, 0, 0)).hasSize(1);
        var scattered = new ArrayList<EventKey>();
        for (int i = 1; i <= Confirmations.RANGES_MAX + 1; i++) {
            scattered.add(new EventKey(boot(i), 1));
        }
        var questions = confirmations.ask(PEER, 0, scattered, 0, 0);
        assertThat(questions).hasSize(2);
        assertThat(questions.getLast().events()).hasSize(1);
    }

    @Test
    void oldestQuestionsAreDroppedWhenThereAreTooMany() {
        for (int i = 1; i <= Confirmations.QUESTIONS_MAX + 1; i++) {
            confirmations.ask(PEER, 0, List.of(key(i)), 0, 0);
        }
        assertThat(confirmations.size()).isEqualTo(Confirmations.QUESTIONS_MAX);
        assertThat(confirmations.dropped()).isEqualTo(1);
    }

    @Test
    void eventsBeyondTheBoundAreNotAskedAbout() {
        for (int i = 1; i <= Confirmations.EVENTS_MAX; i++) {
            assertThat(confirmations.add(key(i), 0)).isTrue();
        }
        assertThat(confirmations.add(key(Confirmations.EVENTS_MAX + 1), 0)).isFalse();
        assertThat(confirmations.takeDue(DELAY)).hasSize(Confirmations.EVENTS_MAX);
        assertThat(confirmations.add(key(Confirmations.EVENTS_MAX + 1), DELAY)).isTrue();
    }

    @Test
    void nothingToAskAboutIsNoQuestion() {
        assertThat(confirmations.ask(PEER, 0, List.of(), 0, 0)).isEmpty();
        assertThat(confirmations.nextDeadline()).isEmpty();
    }

    @Test
    void successorsAreTheNearestOnTheirRing() {
        var members = Rings.random(300, 4);
        var ring = Ring.of(members);
        var self = members.get(17).id();
        var byDistance =
                members.stream()
                        .filter(member -> !member.id().equals(self))
                        .sorted(
                                Comparator.comparing(
                                        member -> distance(self, member), Long::compareUnsigned))
                        .limit(Successors.COUNT)
                        .toList();
        assertThat(Successors.of(ring, self)).isEqualTo(byDistance);
    }

    private static long distance(NodeId from, Member to) {
        return Mix.succession(to.id()) - Mix.succession(from);
    }

    @Test
    void everyMemberIsASuccessorOfTwoOthers() {
        var members = Rings.random(100, 5);
        var ring = Ring.of(members);
        var asked = new ArrayList<NodeId>();
        for (var member : members) {
            Successors.of(ring, member.id()).stream().limit(2).forEach(s -> asked.add(s.id()));
        }
        assertThat(new HashSet<>(asked)).hasSize(100);
        assertThat(asked).hasSize(200);
    }

    @Test
    void loneNodeHasNoSuccessors() {
        var ring = Rings.ring(1, 1);
        assertThat(Successors.of(ring, ring.at(0).id())).isEmpty();
    }

    private static EventKey key(long sequence) {
        return new EventKey(boot(1), sequence);
    }

    private static EventRange range(long from, long to) {
        return new EventRange(boot(1), from, to);
    }
}
