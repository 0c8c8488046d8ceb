package io.starling.gossip.cast;

import static io.starling.gossip.Fixtures.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.Fixtures;
import io.starling.gossip.cast.HandOvers.HandedOver;
import io.starling.gossip.model.Arc;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.HandOver.Duty;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

class HandOversTest {
    private static final long MIN = Duration.ofMillis(2).toNanos();
    private static final long MAX = Duration.ofMillis(500).toNanos();
    private static final EventKey EVENT = new EventKey(boot(1), 1);

    private final RoundTrip roundTrip = new RoundTrip(Duration.ofNanos(MIN), Duration.ofNanos(MAX));
    private final Window window = new Window(Duration.ofSeconds(1));
    private final HandOvers handOvers = new HandOvers(Integer.MAX_VALUE, roundTrip, window);

    @Test
    void receiptSettles() {
        var copy = handOvers.sent(EVENT, task(2), 1, 0);
        assertThat(handOvers.unacknowledged()).isEqualTo(1);
        assertThat(handOvers.received(copy.token(), Fixtures.endpoint(2), 5)).contains(copy);
        assertThat(handOvers.unacknowledged()).isZero();
        assertThat(handOvers.overdue(MIN)).isEmpty();
        assertThat(handOvers.nextDeadline()).isEmpty();
    }

    @Test
    void receiptOfAnotherSettlesNothing() {
        var copy = handOvers.sent(EVENT, task(2), 1, 0);
        assertThat(handOvers.received(copy.token(), Fixtures.endpoint(3), 5)).isEmpty();
        assertThat(handOvers.received(copy.token() + 1, Fixtures.endpoint(2), 5)).isEmpty();
        assertThat(handOvers.unacknowledged()).isEqualTo(1);
    }

    @Test
    void receiptCountsOnce() {
        var copy = handOvers.sent(EVENT, task(2), 1, 0);
        handOvers.received(copy.token(), Fixtures.endpoint(2), 5);
        assertThat(handOvers.received(copy.token(), Fixtures.endpoint(2), 6)).isEmpty();
        assertThat(handOvers.unacknowledged()).isZero();
    }

    /// Its own last wait counts, not what the timeout has become in the meantime.
    @Test
    void eachRepeatWaitsOneAndSixTenthsAsLongAsTheSendBefore() {
        var copy = handOvers.sent(EVENT, task(2), 1, 0);
        assertThat(handOvers.overdue(MIN - 1)).isEmpty();
        assertThat(handOvers.overdue(MIN)).containsExactly(copy);
        long second = MIN * 16 / 10;
        handOvers.repeated(copy, MIN);
        assertThat(handOvers.nextDeadline()).hasValue(MIN + second);
        roundTrip.measured(40 * MIN, MIN + 1);
        assertThat(handOvers.overdue(MIN + second)).containsExactly(copy);
        handOvers.repeated(copy, MIN + second);
        assertThat(handOvers.nextDeadline()).hasValue(MIN + second + second * 16 / 10);
    }

    @Test
    void substituteIsGivenOneAndSixTenthsOfTheWaitBefore() {
        var copy = handOvers.sent(EVENT, task(2), 1, 0);
        replace(copy, 3);
        assertThat(handOvers.nextDeadline()).hasValue(MIN + MIN * 16 / 10);
    }

    @Test
    void aLostCopyAmongOthersThatArriveMakesNobodyPatient() {
        handOvers.sent(EVENT, task(2), 1, 0);
        var other = handOvers.sent(EVENT, task(3), 1, 0);
        handOvers.received(other.token(), Fixtures.endpoint(3), MIN / 4);
        long before = roundTrip.timeoutNanos();
        assertThat(handOvers.overdue(MIN)).hasSize(1);
        assertThat(roundTrip.timeoutNanos()).isEqualTo(before);
    }

    @Test
    void isExhaustedAfterFourSendsToWhomever() {
        var copy = handOvers.sent(EVENT, task(2), 1, 0);
        copy = replace(copy, 3);
        assertThat(copy.isExhausted()).isFalse();
        handOvers.overdue(MAX);
        handOvers.repeated(copy, MAX);
        assertThat(copy.isExhausted()).isFalse();
        handOvers.overdue(3 * MAX);
        copy = handOvers.replaced(copy, task(4), 3, 3 * MAX);
        assertThat(copy.isExhausted()).isTrue();
        assertThat(copy.asked()).isEqualTo(3);
    }

    private HandedOver replace(HandedOver copy, int target) {
        long due = handOvers.nextDeadline().orElseThrow();
        assertThat(handOvers.overdue(due)).containsExactly(copy);
        return handOvers.replaced(copy, task(target), 2, due);
    }

    /// Discarding late receipts would keep the estimate low just when load raises the true value.
    @Test
    void lateReceiptOfAMemberAskedOnceIsMeasured() {
        var copy = handOvers.sent(EVENT, task(2), 1, 0);
        replace(copy, 3);
        handOvers.received(copy.token(), Fixtures.endpoint(2), 40 * MIN);
        assertThat(roundTrip.timeoutNanos()).isGreaterThan(40 * MIN);
    }

    /// With one token for all of them, nobody could tell which is acknowledged (Karn 1987).
    @Test
    void receiptIsMeasuredFromTheSendingThatItNames() {
        var copy = handOvers.sent(EVENT, task(2), 1, 0);
        int first = copy.token();
        handOvers.overdue(MIN);
        handOvers.repeated(copy, MIN);
        assertThat(copy.token()).isNotEqualTo(first);
        assertThat(handOvers.received(first, Fixtures.endpoint(2), 40 * MIN)).contains(copy);
        assertThat(roundTrip.timeoutNanos()).isEqualTo(3 * 40 * MIN);
        assertThat(handOvers.received(copy.token(), Fixtures.endpoint(2), 41 * MIN)).isEmpty();
    }

    @Test
    void receiptOfTheSecondSendingIsMeasuredFromThere() {
        var copy = handOvers.sent(EVENT, task(2), 1, 0);
        handOvers.overdue(MIN);
        handOvers.repeated(copy, MIN);
        handOvers.received(copy.token(), Fixtures.endpoint(2), 40 * MIN);
        assertThat(roundTrip.timeoutNanos()).isEqualTo(3 * 39 * MIN);
    }

    @Test
    void receiptIsForgottenHalfASecondAfterItWasGivenUp() {
        var copy = handOvers.sent(EVENT, task(2), 1, 0);
        handOvers.overdue(MIN);
        handOvers.givenUp(copy, MIN);
        assertThat(handOvers.unacknowledged()).isZero();
        assertThat(handOvers.overdue(MIN + MAX)).isEmpty();
        assertThat(handOvers.received(copy.token(), Fixtures.endpoint(2), MIN + MAX)).isEmpty();
        assertThat(handOvers.nextDeadline()).isEmpty();
    }

    @Test
    void lateReceiptsAreUnderstoodOnlyOfSoManyAtOnce() {
        for (int i = 0; i < HandOvers.LATE_MAX; i++) {
            giveUp(handOvers.sent(EVENT, task(2), 1, 0));
        }
        assertThat(handOvers.forgotten()).isZero();
        var last = handOvers.sent(EVENT, task(2), 1, 0);
        giveUp(last);
        assertThat(handOvers.forgotten()).isEqualTo(1);
        assertThat(handOvers.received(last.token(), Fixtures.endpoint(2), MAX)).isEmpty();
        assertThat(handOvers.unacknowledged()).isZero();
    }

    private void giveUp(HandedOver copy) {
        assertThat(handOvers.overdue(MAX)).containsExactly(copy);
        handOvers.givenUp(copy, MAX);
    }

    @Test
    void receiptOfACopyGivenUpIsLateAndOneDeclinedIsNotTaken() {
        var late = handOvers.sent(EVENT, task(2), 1, 0);
        handOvers.overdue(MIN).forEach(over -> handOvers.givenUp(over, MIN));
        var declined = handOvers.sent(EVENT, task(3), 1, MIN);
        handOvers.received(late.token(), Fixtures.endpoint(2), MIN + 1);
        handOvers.received(declined.token(), Fixtures.endpoint(3), MIN + 1);
        handOvers.declined(declined);
        assertThat(late.isLate()).isTrue();
        assertThat(late.isTaken()).isTrue();
        assertThat(declined.isLate()).isFalse();
        assertThat(declined.isAcknowledged()).isTrue();
        assertThat(declined.isTaken()).isFalse();
    }

    @Test
    void silencesBeyondTheBoundAreForgottenOldestFirst() {
        for (int i = 0; i <= SilentPeers.PEERS_MAX; i++) {
            var over = handOvers.sent(EVENT, task(i), 1, 0);
            assertThat(over.isAcknowledged()).isFalse();
        }
        handOvers.overdue(MIN);
        assertThat(handOvers.silencesForgotten()).isEqualTo(1);
    }

    @Test
    void memberIsSilentAfterTwoSilencesAndForTwoSeconds() {
        silence(0);
        assertThat(handOvers.isSilent(task(2), MAX)).isFalse();
        silence(MAX);
        long now = 2 * MAX;
        assertThat(handOvers.isSilent(task(2), now)).isTrue();
        assertThat(handOvers.isSilent(task(2), now + Duration.ofSeconds(2).toNanos())).isFalse();
    }

    @Test
    void memberThatAnswersIsNotSilent() {
        silence(0);
        silence(MAX);
        var copy = handOvers.sent(EVENT, task(2), 1, 2 * MAX);
        handOvers.received(copy.token(), Fixtures.endpoint(2), 2 * MAX + 1);
        assertThat(handOvers.isSilent(task(2), 2 * MAX + 2)).isFalse();
    }

    private void silence(long now) {
        var copy = handOvers.sent(EVENT, task(2), 1, now);
        long due = now + roundTrip.timeoutNanos();
        handOvers.overdue(due).forEach(over -> handOvers.givenUp(over, due));
        assertThat(copy.isAcknowledged()).isFalse();
    }

    @Test
    void windowIsClosedWhileItIsFull() {
        for (int i = 0; i < Window.INITIAL; i++) {
            assertThat(handOvers.isOpen()).isTrue();
            handOvers.sent(EVENT, task(i), 1, 0);
        }
        assertThat(handOvers.isOpen()).isFalse();
    }

    private static Task task(int target) {
        return new Task(
                Rings.member(target, target),
                new Arc(0, 1_000),
                40,
                target,
                7,
                Duty.ALONE,
                Optional.empty());
    }
}
