package io.starling.gossip.node;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.cast.Cast;
import io.starling.gossip.cast.Mix;
import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.Message;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// What one node does with an event that is to be brought further, and how it counts that.
class RangeCastTest {
    private static final Duration LONG = Duration.ofSeconds(11);
    private static final Duration SOON = Duration.ofMillis(20);
    private static final int MEMBERS = 200;
    /// With this node in it.
    private static final Arc ARC = new Arc(CastRig.id(120).position(), CastRig.id(10).position());
    private static final int FIRST = 130;
    private static final long CUT = CastRig.id(FIRST).position();
    private static final GossipConfig.Events SMALL =
            new GossipConfig.Events(
                    1_000,
                    Duration.ofMillis(2),
                    Duration.ofMillis(25),
                    Duration.ofSeconds(90),
                    1 << 20,
                    1_024,
                    64,
                    Duration.ofMillis(50),
                    Duration.ofSeconds(2),
                    64,
                    64 * 1_024);

    @Test
    void aLoneNodeSendsNothingAndSetsNoTimer() {
        var rig = new CastRig(1);
        rig.cast.fired(CastRig.own(1));
        assertThat(rig.lose()).isEmpty();
        assertThat(rig.timers()).isZero();
    }

    @Test
    void manyEventsAndTheirCopiesWaitForOneTimer() {
        var rig = new CastRig(MEMBERS);
        for (int sequence = 1; sequence <= 100; sequence++) {
            rig.cast.fired(CastRig.own(sequence));
        }
        assertThat(rig.handOvers()).hasSizeGreaterThan(100);
        assertThat(rig.timers()).isEqualTo(1);
    }

    @Test
    void ofTwoNodesOneSendsTheOtherACopyAndAsksNothingAfterItsReceipt() {
        var rig = new CastRig(2);
        rig.cast.fired(CastRig.own(1));
        var copy = rig.handOvers().getFirst();
        assertThat(rig.lose()).containsExactly(copy);
        rig.acknowledge(copy, false);
        rig.advance(LONG);
        assertThat(rig.lose()).isEmpty();
        assertThat(rig.timers()).isZero();
    }

    @Test
    void ofTwoNodesTheOtherGivesAReceiptAndSendsNothingElse() {
        var rig = new CastRig(2);
        var whole = Arc.whole(CastRig.id(2).position());
        rig.receive(2, CastRig.by(2, 1), over(whole, CastRig.id(1).position(), Duty.ALONE, false));
        assertThat(rig.sent(Message.EventReceipt.class))
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.tokens()).containsExactly(9));
        assertThat(rig.lose()).hasSize(1);
        rig.advance(LONG);
        assertThat(rig.lose()).isEmpty();
    }

    @Test
    void aReceiptSettlesTheHandOver() {
        var rig = new CastRig(10);
        rig.cast.fired(CastRig.own(1));
        var copies = rig.lose();
        assertThat(copies).hasSize(9);
        copies.forEach(copy -> rig.acknowledge(copy, false));
        rig.advance(SOON);
        assertThat(rig.handOvers()).isEmpty();
        assertThat(rig.cast.pace().unacknowledged()).isZero();
        assertThat(rig.counted(Counter.RECEIPTS_UNKNOWN)).isZero();
    }

    @Test
    void aReceiptThatComesTwiceOrFromAnotherSettlesNothing() {
        var rig = new CastRig(2);
        rig.cast.fired(CastRig.own(1));
        var copy = rig.lose().getFirst();
        rig.acknowledge(copy, endpoint(99), false);
        assertThat(rig.cast.pace().unacknowledged()).isEqualTo(1);
        rig.acknowledge(copy, false);
        rig.acknowledge(copy, false);
        assertThat(rig.counted(Counter.RECEIPTS_UNKNOWN)).isEqualTo(2);
    }

    @Test
    void aMemberThatKeepsSilentGetsFourCopiesAndIsGivenUp() {
        var rig = new CastRig(2);
        rig.cast.fired(CastRig.own(1));
        rig.advance(SOON);
        assertThat(rig.handOvers()).hasSize(4);
        assertThat(rig.counted(Counter.HAND_OVERS_SENT)).isEqualTo(4);
        assertThat(rig.counted(Counter.HAND_OVERS_REPEATED)).isEqualTo(3);
        assertThat(rig.counted(Counter.HAND_OVERS_GIVEN_UP)).isEqualTo(1);
        rig.acknowledge(rig.handOvers().getFirst(), false);
        assertThat(rig.counted(Counter.RECEIPTS_LATE)).isEqualTo(1);
    }

    @Test
    void aReceiptOfTheFirstOfTwoSendingsSaysThatTheSecondWasInVain() {
        var rig = new CastRig(2);
        rig.cast.fired(CastRig.own(1));
        var first = rig.lose().getFirst();
        assertThat(rig.advanceUntilSent(SOON)).hasSize(1);
        rig.acknowledge(first, false);
        assertThat(rig.counted(Counter.HAND_OVERS_REPEATED)).isEqualTo(1);
        assertThat(rig.counted(Counter.RECEIPTS_LATE)).isEqualTo(1);
        assertThat(rig.cast.pace().unacknowledged()).isZero();
    }

    @Test
    void aRangeWhoseDelegateKeepsSilentIsGivenToAnother() {
        var rig = new CastRig(MEMBERS);
        var silent = rangeOfOne(rig, 1);
        var next = rig.advanceUntilSent(SOON).getFirst();
        assertThat(CastRig.over(next).arc()).isEqualTo(CastRig.over(silent).arc());
        assertThat(CastRig.over(next).cut()).isEqualTo(CastRig.over(silent).cut());
        assertThat(next.to()).isNotEqualTo(silent.to());
        assertThat(rig.counted(Counter.HAND_OVERS_REDELEGATED)).isEqualTo(1);
        rig.acknowledge(silent, false);
        assertThat(rig.counted(Counter.RECEIPTS_LATE)).isEqualTo(1);
    }

    @Test
    void aRangeWhoseDelegateIsFoundDeadIsGivenToAnotherAndACopyForItAloneIsNotRepeated() {
        var rig = new CastRig(MEMBERS);
        var silent = rangeOfOne(rig, 1);
        rig.bury(number(silent.to()), MEMBERS);
        assertThat(rig.advanceUntilSent(SOON).getFirst().to()).isNotEqualTo(silent.to());
        assertThat(rig.counted(Counter.HAND_OVERS_GIVEN_UP)).isZero();

        var two = new CastRig(2);
        two.cast.fired(CastRig.own(1));
        two.lose();
        two.bury(2, 2);
        two.advance(SOON);
        assertThat(two.handOvers()).isEmpty();
        assertThat(two.counted(Counter.HAND_OVERS_GIVEN_UP)).isEqualTo(1);
    }

    @Test
    void aBusyDelegatesRangeIsGivenToOthersUntilThereAreNone() {
        var rig = new CastRig(MEMBERS);
        var copy = rangeOfOne(rig, 1);
        int asked = 0;
        for (; asked < 20; asked++) {
            rig.acknowledge(copy, true);
            var next = rig.lose();
            if (next.isEmpty()) {
                break;
            }
            copy = next.getFirst();
        }
        assertThat(asked).isBetween(6, 7);
        assertThat(rig.counted(Counter.HAND_OVERS_BUSY)).isEqualTo(asked + 1);
        assertThat(rig.counted(Counter.HAND_OVERS_REDELEGATED)).isEqualTo(asked);
        assertThat(rig.counted(Counter.HAND_OVERS_GIVEN_UP)).isEqualTo(1);
    }

    @Test
    void aBusyDelegatesRangeStaysWithItsSisterThatTookIt() {
        var rig = new CastRig(MEMBERS);
        var pair = rangeOfTwo(rig);
        rig.acknowledge(pair.getLast(), false);
        rig.acknowledge(pair.getFirst(), true);
        assertThat(rig.lose()).isEmpty();
        assertThat(rig.counted(Counter.HAND_OVERS_BUSY)).isEqualTo(1);
    }

    @Test
    void aRangeThatBothItsDelegatesDeclineIsGivenToAThird() {
        var rig = new CastRig(MEMBERS);
        var pair = rangeOfTwo(rig);
        rig.acknowledge(pair.getLast(), true);
        rig.acknowledge(pair.getFirst(), true);
        var third = rig.lose().getFirst();
        assertThat(third.to()).isNotIn(pair.getFirst().to(), pair.getLast().to());
        assertThat(CastRig.over(third).duty()).isEqualTo(Duty.ALONE);
    }

    /// It executes the range itself, so its sister lacks the event and nothing more.
    @Test
    void aSecondDelegateRepeatsTheCopyForTheFirstAndAsksNobodyInItsPlace() {
        var rig = new CastRig(MEMBERS);
        var self = CastRig.id(CastRig.SELF);
        for (long micros = 0; ; micros += 50_000) {
            var event = CastRig.foreignAt(300, micros);
            var cast = new Cast(self, event.event().origin(), Mix.seed(boot(300), micros), false);
            var first =
                    cast.execute(rig.ring, ARC, CUT, false).stream()
                            .filter(task -> task.members() > 1 && task.isFirstChoice())
                            .filter(task -> task.partner().filter(CastRig::isSelf).isPresent())
                            .map(task -> task.target().endpoint())
                            .findFirst();
            if (first.isPresent()) {
                rig.receive(20, event, over(Duty.ALONE, false));
                acknowledgeAllBut(rig, first.get());
                rig.advance(SOON);
                assertThat(rig.handOvers())
                        .hasSize(3)
                        .allMatch(sent -> sent.to().equals(first.get()));
                assertThat(rig.counted(Counter.HAND_OVERS_REPEATED)).isEqualTo(3);
                return;
            }
        }
    }

    @Test
    void whoKeptSilentTwiceIsPassedOverAndTheSubstituteNotAskedTwice() {
        var rig = new CastRig(MEMBERS);
        var silent = rangeOfOne(rig, 1);
        assertThat(rig.advanceUntilSent(SOON)).isNotEmpty();
        rig.lose().forEach(copy -> rig.acknowledge(copy, false));
        assertThat(rangeOfOne(rig, 2).to()).isEqualTo(silent.to());
        assertThat(rig.advanceUntilSent(SOON)).isNotEmpty();
        rig.lose().forEach(copy -> rig.acknowledge(copy, false));
        assertThat(rig.counted(Counter.HAND_OVERS_SKIPPED)).isZero();

        var substitute = rangeOfOne(rig, 3);
        assertThat(rig.counted(Counter.HAND_OVERS_SKIPPED)).isEqualTo(1);
        assertThat(CastRig.over(substitute).arc()).isEqualTo(CastRig.over(silent).arc());
        assertThat(substitute.to()).isNotEqualTo(silent.to());
        var third = rig.advanceUntilSent(SOON).getFirst();
        assertThat(third.to()).isNotIn(silent.to(), substitute.to());
    }

    @Test
    void whoHasTooMuchToSendDeclinesRangesAndNothingElse() {
        var rig = new CastRig(MEMBERS);
        rig.station.queuedBytes = rig.station.config.outboxBytesMax() * 9L / 10;
        rig.receive(20, CastRig.foreign(300, 1), over(Duty.LEAF, false));
        rig.receive(20, CastRig.foreign(300, 2), over(Duty.ALONE, false));
        assertThat(rig.sent(Message.EventReceipt.class))
                .extracting(Message.EventReceipt::busy)
                .containsExactlyInAnyOrder(false, true);
        assertThat(rig.handOvers()).isEmpty();
        assertThat(rig.counted(Counter.HAND_OVERS_DECLINED)).isEqualTo(1);
    }

    @Test
    void theSameRangeIsExecutedOnce() {
        var rig = new CastRig(MEMBERS);
        rig.receive(20, CastRig.foreign(300, 1), over(Duty.SHARED, false));
        assertThat(rig.handOvers()).isNotEmpty();
        rig.lose();
        rig.receive(21, CastRig.foreign(300, 1), over(Duty.SHARED, false));
        assertThat(rig.handOvers()).isEmpty();
        assertThat(rig.sent(Message.EventReceipt.class)).hasSize(1);
        assertThat(rig.counted(Counter.HAND_OVERS_PRUNED)).isEqualTo(1);
    }

    @Test
    void aSubstituteDoesNothingForADelegateThatItHeardAtWork() {
        var rig = new CastRig(MEMBERS);
        var atWork = new HandOver(ARC, CUT, Mix.via(ARC), 1, Duty.LEAF, false);
        rig.receive(FIRST, CastRig.foreign(300, 1), atWork);
        rig.receive(20, CastRig.foreign(300, 1), over(Duty.ALONE, false));
        assertThat(rig.handOvers()).isEmpty();
        assertThat(rig.counted(Counter.HAND_OVERS_NEEDLESS)).isEqualTo(1);
    }

    @Test
    void anEventWhoseTimeIsOverIsAcknowledgedAndBroughtToNobody() {
        var rig = new CastRig(MEMBERS);
        rig.receive(20, CastRig.foreign(300, 1), over(Duty.LEAF, false));
        rig.advance(LONG);
        rig.lose();
        rig.receive(20, CastRig.foreign(300, 1), over(Duty.ALONE, false));
        assertThat(rig.sent(Message.EventReceipt.class)).hasSize(1);
        assertThat(rig.handOvers()).isEmpty();
        assertThat(rig.counted(Counter.HAND_OVERS_LATE)).isEqualTo(1);
    }

    @Test
    void rangesOfOneEventAreBounded() {
        var rig = new CastRig(MEMBERS);
        var event = CastRig.foreign(300, 1);
        for (int i = 0; i < 200; i++) {
            var sliver = new Arc(CUT + i, CUT + i + 1);
            rig.receive(20, event, new HandOver(sliver, CUT, 1, i, Duty.ALONE, false));
        }
        assertThat(rig.counted(Counter.HAND_OVERS_REFUSED)).isBetween(130L, 140L);
        var executed = new HandOver(new Arc(CUT, CUT + 1), CUT, 1, 201, Duty.ALONE, false);
        rig.receive(20, event, executed);
        assertThat(rig.counted(Counter.HAND_OVERS_PRUNED)).isEqualTo(1);
    }

    @Test
    void theFirstThreeSendersOfAnEventAreRemembered() {
        var rig = new CastRig(MEMBERS);
        for (int from = 20; from < 24; from++) {
            rig.receive(from, CastRig.foreign(300, 1), over(Duty.LEAF, false));
        }
        assertThat(rig.counted(Counter.HAND_OVER_SOURCES_FORGOTTEN)).isEqualTo(1);
    }

    @Test
    void theOldestEventsEndBeforeTheirTimeWhenThereAreTooMany() {
        var rig = new CastRig(3);
        for (int i = 0; i <= Journeys.JOURNEYS_MAX; i++) {
            rig.receive(2, CastRig.foreign(300, i + 1), over(Duty.LEAF, false));
        }
        assertThat(rig.counted(Counter.EVENT_JOURNEYS_ENDED_EARLY)).isEqualTo(1);
        assertThat(rig.counted(Counter.CONFIRMATIONS_UNASKED)).isEqualTo(1);
    }

    /// Its own are never dropped: there, whoever fires is refused.
    @Test
    void othersEventsAreDroppedWhenTheQueueIsFullAndItsOwnAreNot() {
        var rig = new CastRig(MEMBERS, SMALL);
        int own = 0;
        while (rig.cast.pace().waitingBytes() < SMALL.outboxBytesMax() * 3L / 4) {
            rig.cast.fired(CastRig.own(++own));
        }
        for (int i = 1; i <= 10; i++) {
            rig.receive(20, CastRig.foreign(300, i, 1_000), over(Duty.ALONE, false));
        }
        long dropped = rig.counted(Counter.HAND_OVERS_DROPPED);
        assertThat(dropped).isPositive();
        assertThat(rig.counted(Counter.HAND_OVERS_DECLINED)).isPositive();
        assertThat(rig.cast.pace().waitingBytes())
                .isBetween(SMALL.outboxBytesMax() * 8L / 10, SMALL.outboxBytesMax() + 1_000L);

        rig.cast.fired(CastRig.own(++own));
        assertThat(rig.counted(Counter.HAND_OVERS_DROPPED)).isEqualTo(dropped);
        assertThat(rig.cast.pace().waitingBytes()).isGreaterThan(SMALL.outboxBytesMax());
    }

    @Test
    void whatWaitsIsSentInItsTurnWhenReceiptsMakeRoom() {
        var rig = new CastRig(MEMBERS);
        for (int i = 1; rig.cast.pace().waitingBytes() == 0; i++) {
            rig.cast.fired(CastRig.own(i));
        }
        assertThat(rig.cast.pace().unacknowledged()).isEqualTo(rig.cast.pace().window());
        long waiting = rig.cast.pace().waitingBytes();
        var copy = rig.lose().getFirst();
        rig.acknowledge(copy, false);
        // One takes the place of the acknowledged copy, and one the room that its receipt made.
        assertThat(rig.handOvers()).hasSize(2);
        assertThat(rig.cast.pace().waitingBytes()).isEqualTo(waiting - 200);
    }

    private static HandOver over(Duty duty, boolean economy) {
        return over(ARC, CUT, duty, economy);
    }

    private static HandOver over(Arc arc, long cut, Duty duty, boolean economy) {
        return new HandOver(arc, cut, 1, 9, duty, economy);
    }

    /// Has a range handed over, and everybody acknowledge what comes of it but the one delegate of
    /// a range of many.
    ///
    /// @return the copy that was sent to it
    private static EventWorld.Packet rangeOfOne(CastRig rig, long sequence) {
        rig.receive(20, CastRig.foreign(300, sequence), over(Duty.ALONE, true));
        var range =
                rig.handOvers().stream().filter(RangeCastTest::isForMany).findFirst().orElseThrow();
        assertThat(CastRig.over(range).duty()).isEqualTo(Duty.ALONE);
        acknowledgeAllBut(rig, range.to());
        return range;
    }

    /// The same with a range of two delegates.
    ///
    /// @return the copies for the first and the second
    private static List<EventWorld.Packet> rangeOfTwo(CastRig rig) {
        rig.receive(20, CastRig.foreign(300, 1), over(Duty.ALONE, false));
        var arcs =
                rig.handOvers().stream()
                        .filter(RangeCastTest::isForMany)
                        .collect(Collectors.groupingBy(sent -> CastRig.over(sent).arc()));
        var pair =
                arcs.values().stream()
                        .filter(copies -> copies.size() == 2)
                        .findFirst()
                        .orElseThrow();
        rig.handOvers().stream()
                .filter(copy -> !pair.contains(copy))
                .forEach(copy -> rig.acknowledge(copy, false));
        rig.lose();
        return pair;
    }

    private static boolean isForMany(EventWorld.Packet sent) {
        var over = CastRig.over(sent);
        return over.duty() != Duty.LEAF
                && Long.compareUnsigned(over.arc().width(), CastRig.id(4).position()) > 0;
    }

    private static void acknowledgeAllBut(CastRig rig, Endpoint silent) {
        for (var copy : rig.lose()) {
            boolean handedOver = copy.part() instanceof Message.EventHandOver;
            if (handedOver && !copy.to().equals(silent)) {
                rig.acknowledge(copy, false);
            }
        }
    }

    private static int number(Endpoint endpoint) {
        return endpoint.port() - 7_000;
    }
}
