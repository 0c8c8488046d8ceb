package io.starling.gossip.node;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.endpoint;
import static io.starling.gossip.model.TestEvents.range;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.cast.Successors;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Message;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a node asks its successors, and answers those whose successor it is.
class ConfirmingTest {
    private static final Duration DELAY = GossipConfig.LAN.events().confirmDelay();
    private static final int ORIGIN = 300;
    private static final Endpoint ASKER = endpoint(9);

    private final CastRig rig = new CastRig(10);
    private final List<Endpoint> successors =
            Successors.of(rig.ring, CastRig.id(CastRig.SELF)).stream()
                    .map(member -> member.endpoint())
                    .toList();

    @Test
    void asksTheNextTwoAfterAWhile() {
        receive(1);
        receive(2);
        rig.advance(DELAY.minusNanos(1));
        assertThat(rig.sent(Message.EventHave.class)).isEmpty();
        rig.advance(Duration.ofNanos(1));
        assertThat(asked()).containsExactly(successors.get(0), successors.get(1));
        assertThat(rig.sent(Message.EventHave.class))
                .allMatch(have -> have.ranges().equals(List.of(range(boot(ORIGIN), 1, 2))));
        assertThat(rig.counted(Counter.CONFIRMATIONS_SENT)).isEqualTo(2);
    }

    @Test
    void asksOneMoreWhenOneIsSilentAndGivesUpAfterSevenTimes() {
        receive(1);
        rig.advance(Duration.ofSeconds(9));
        assertThat(asked().stream().filter(successors.getFirst()::equals)).hasSize(7);
        assertThat(asked()).contains(successors.get(2), successors.get(3));
        assertThat(rig.counted(Counter.CONFIRMATIONS_WIDENED)).isGreaterThanOrEqualTo(2);
        assertThat(rig.counted(Counter.CONFIRMATIONS_GIVEN_UP)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void bringsWhatASuccessorLacksAndAsksAgain() {
        receive(1);
        rig.advance(DELAY);
        answer(List.of(range(boot(ORIGIN), 1, 1)), List.of());
        assertThat(rig.sent(Message.EventCopy.class))
                .singleElement()
                .satisfies(copy -> assertThat(copy.reply()).isTrue());
        assertThat(rig.counted(Counter.CONFIRMATIONS_REPAIRED)).isEqualTo(1);
        rig.lose();
        rig.advance(Duration.ofMillis(15));
        assertThat(asked()).contains(successors.getFirst());
    }

    @Test
    void bringsSixtyFourForOneAnswerAndTheOthersLater() {
        for (int i = 1; i <= 70; i++) {
            receive(i);
        }
        rig.advance(DELAY);
        answer(List.of(range(boot(ORIGIN), 1, 70)), List.of());
        assertThat(rig.sent(Message.EventCopy.class)).hasSize(64);
        assertThat(rig.counted(Counter.CONFIRMATIONS_POSTPONED)).isEqualTo(6);
    }

    @Test
    void cannotBringWhatIsNoLongerOnItsWay() {
        receive(1);
        rig.advance(DELAY);
        var have = rig.sent(Message.EventHave.class).getFirst();
        rig.lose();
        for (int i = 2; i <= Journeys.JOURNEYS_MAX + 1; i++) {
            receive(i);
        }
        answer(have, successors.getFirst(), List.of(range(boot(ORIGIN), 1, 1)), List.of());
        assertThat(rig.sent(Message.EventCopy.class)).isEmpty();
        assertThat(rig.counted(Counter.CONFIRMATIONS_UNREPAIRED)).isEqualTo(1);
    }

    @Test
    void asksSomebodyElseAboutWhatASuccessorDoesNotWant() {
        receive(1);
        rig.advance(DELAY);
        answer(List.of(), List.of(range(boot(ORIGIN), 1, 1)));
        assertThat(asked()).containsExactly(successors.get(2));
        assertThat(rig.counted(Counter.CONFIRMATIONS_PASSED_ON)).isEqualTo(1);
    }

    @Test
    void countsAnswersThatItDoesNotWaitFor() {
        receive(1);
        rig.advance(DELAY);
        var have = rig.sent(Message.EventHave.class).getFirst();
        answer(have, endpoint(99), List.of(), List.of());
        answer(have, successors.getFirst(), List.of(), List.of());
        answer(have, successors.getFirst(), List.of(), List.of());
        assertThat(rig.counted(Counter.CONFIRMATIONS_LATE)).isEqualTo(2);
    }

    @Test
    void answersWhatItLacksAndWhatItDoesNotWant() {
        rig.known.add(new EventKey(boot(ORIGIN), 3));
        rig.history.add(new EventKey(boot(ORIGIN), 1));
        var held = asks(List.of(range(boot(ORIGIN), 1, 4)));
        assertThat(held.wanted())
                .containsExactly(range(boot(ORIGIN), 2, 2), range(boot(ORIGIN), 4, 4));
        assertThat(held.passed()).containsExactly(range(boot(ORIGIN), 1, 1));
        assertThat(rig.counted(Counter.CONFIRMATIONS_DECLINED)).isEqualTo(1);
    }

    @Test
    void wantsAllWhenWhatItLacksHasTooManyRanges() {
        for (int i = 2; i <= 200; i += 2) {
            rig.known.add(new EventKey(boot(ORIGIN), i));
        }
        var asked = List.of(range(boot(ORIGIN), 1, 200));
        assertThat(asks(asked).wanted()).isEqualTo(asked);
        assertThat(rig.counted(Counter.CONFIRMATIONS_SCATTERED)).isEqualTo(1);
    }

    /// The sum of two such counts is 2 again, in 64 bits: to look at each of them takes for ever.
    @Test
    void doesNotLookAtMoreEventsThanCanBeOnTheirWay() {
        var endless = new ArrayList<EventRange>();
        endless.add(range(boot(ORIGIN), 1, Long.MAX_VALUE));
        endless.add(range(boot(ORIGIN + 1), 1, Long.MAX_VALUE));
        endless.add(range(boot(ORIGIN + 2), 5, 5));
        var held = asks(endless);
        assertThat(held.wanted()).containsExactly(range(boot(ORIGIN + 2), 5, 5));
        assertThat(held.passed()).isEqualTo(endless.subList(0, 2));
        assertThat(rig.counted(Counter.CONFIRMATIONS_OVERLONG)).isEqualTo(2);
    }

    private void receive(long sequence) {
        var event = CastRig.foreign(ORIGIN, sequence);
        rig.known.add(event.key());
        rig.cast.received(event, endpoint(99), Optional.empty());
    }

    private List<Endpoint> asked() {
        return rig.targetsOf(Message.EventHave.class);
    }

    /// The first of the two that were asked answers.
    private void answer(List<EventRange> wanted, List<EventRange> passed) {
        var have = rig.sent(Message.EventHave.class).getFirst();
        rig.lose();
        answer(have, successors.getFirst(), wanted, passed);
    }

    private void answer(
            Message.EventHave have,
            Endpoint from,
            List<EventRange> wanted,
            List<EventRange> passed) {
        rig.cast.onHeld(
                from, new Message.EventHeld(LamportTime.ZERO, have.token(), wanted, passed));
    }

    private Message.EventHeld asks(List<EventRange> ranges) {
        rig.cast.onHave(ASKER, new Message.EventHave(LamportTime.ZERO, 7, ranges));
        return rig.sent(Message.EventHeld.class).getLast();
    }
}
