package io.starling.gossip.node;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.encoded;
import static io.starling.gossip.model.TestEvents.endpoint;
import static io.starling.gossip.model.TestEvents.event;
import static io.starling.gossip.model.TestEvents.node;
import static io.starling.gossip.model.TestEvents.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventMark;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Message.EventCopy;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Timing;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/// What one node does when it fires and when copies arrive.
class UserEventsTest {
    private static final OriginBoot A = boot(7);
    private static final Endpoint P = endpoint(50);
    private static final Endpoint Q = endpoint(51);

    private final EventWorld world = new EventWorld(1);
    private final EventWorld.Station self = world.station(1);

    @Test
    void stampsAndHandsOutWhatItFires() {
        self.wallMicros = 5_000;
        var first = self.events.fire(request(3));
        var second = self.events.fire(request(3));

        assertThat(first.key()).isEqualTo(new EventKey(boot(1), 1));
        assertThat(second.key()).isEqualTo(new EventKey(boot(1), 2));
        assertThat(first.time()).isEqualTo(new LamportTime(1));
        assertThat(second.time()).isEqualTo(new LamportTime(2));
        assertThat(first.origin()).isEqualTo(node(1));
        assertThat(first.firedAtMicros()).isEqualTo(5_000);
        assertThat(first.id()).isNotEqualTo(second.id());
        assertThat(self.delivered)
                .containsExactly(
                        new Delivery.Event(first, false, Duration.ZERO),
                        new Delivery.Event(second, false, Duration.ZERO));
        assertThat(self.counted(Counter.EVENTS_FIRED)).isEqualTo(2);
    }

    @Test
    void sendsNothingWhenItIsAlone() {
        for (int i = 0; i < 1_000; i++) {
            self.events.fire(request(3));
        }
        assertThat(world.inFlight).isEmpty();
        assertThat(self.delivered).hasSize(1_000);
    }

    @Test
    void passesWhatItFiresToAFewMembersAtOnce() {
        for (int i = 2; i <= 20; i++) {
            self.others.add(endpoint(i));
        }
        var event = self.events.fire(request(3));
        assertThat(world.inFlight).hasSize(EventWorld.FANOUT);
        assertThat(new HashSet<>(world.inFlight)).hasSize(EventWorld.FANOUT);
        assertThat(((EventCopy) world.inFlight.getFirst().part()).event().event()).isEqualTo(event);
        assertThat(((EventCopy) world.inFlight.getFirst().part()).reply()).isFalse();
    }

    @Test
    void refusesABadNameAndChangesNothing() {
        for (var name : List.of("", "a\u0000b", "é".repeat(129), "x".repeat(10_000))) {
            assertThatThrownBy(() -> self.events.fire(EventRequest.of(name, new byte[0])))
                    .isInstanceOf(EventRefusedException.BadName.class)
                    .hasMessageContaining("event name");
        }
        assertNothingChanged(4);
    }

    @Test
    void firesAnEventOfTheLargestSizeAndRefusesOneByteMore() {
        assertThatThrownBy(() -> self.events.fire(request(512 - "deploy".length() + 1)))
                .isInstanceOf(EventRefusedException.TooLarge.class)
                .hasMessageContaining("513")
                .hasMessageContaining("512");
        assertNothingChanged(1);
        self.events.fire(request(512 - "deploy".length()));
        assertThat(self.delivered).hasSize(1);
    }

    @Test
    void refusesToFireFromTheMomentThatHalfOfTheOutboxIsFull() {
        self.queuedBytes = self.config.outboxBytesMax() / 2;
        assertThatThrownBy(() -> self.events.fire(request(3)))
                .isInstanceOf(EventRefusedException.Overloaded.class);
        assertNothingChanged(1);
        self.queuedBytes--;
        self.events.fire(request(3));
        assertThat(self.delivered).hasSize(1);
    }

    @Test
    void handsOutAndPassesOnWhatItReceivesFirst() {
        self.others.addAll(List.of(P, Q));
        var first = encoded(A, 1);
        self.events.onHandOver(P, EventWorld.handedOver(first));
        self.events.onHandOver(P, EventWorld.handedOver(first));
        self.events.onHandOver(Q, EventWorld.handedOver(first));

        assertThat(self.told()).containsExactly("7#1");
        assertThat(world.sentTo(Q)).containsExactly(new EventCopy(first, false));
        assertThat(world.sentTo(P)).isEmpty();
        assertThat(self.counted(Counter.EVENTS_RECEIVED)).isEqualTo(1);
        assertThat(self.counted(Counter.EVENTS_DUPLICATE)).isEqualTo(2);
        assertThat(self.counted(Counter.EVENTS_HANDED_OUT)).isEqualTo(1);
    }

    @Test
    void doesNotPassAnEventBackToItsOrigin() {
        var origin = world.station(7);
        self.others.add(P);
        self.events.onCopy(P, encoded(origin.local.boot(), 1), false);
        assertThat(world.inFlight).isEmpty();
    }

    @Test
    void doesNotPassOnWhatARepairBrought() {
        self.others.addAll(List.of(P, Q));
        self.events.onCopy(P, encoded(A, 1), true);
        assertThat(world.inFlight).isEmpty();
        assertThat(self.told()).containsExactly("7#1");
        assertThat(self.counted(Counter.EVENTS_REPAIRED)).isEqualTo(1);
    }

    @Test
    void tellsEqualEventsOfTwoOriginsApart() {
        self.events.onCopy(P, encoded(boot(7), 1), false);
        self.events.onCopy(P, encoded(boot(8), 1), false);
        assertThat(self.told()).containsExactly("7#1", "8#1");
    }

    @Test
    void startsAnewWithANewBootOfANode() {
        self.events.onCopy(P, encoded(boot(7), 1), false);
        self.events.onCopy(P, encoded(boot(7), 2), false);
        self.events.onCopy(P, encoded(boot(9), 1), false);
        assertThat(self.told()).containsExactly("7#1", "7#2", "9#1");
    }

    @Test
    void takesCopiesOfItsOwnEventsForDuplicates() {
        self.events.fire(request(3));
        self.events.onCopy(P, encoded(boot(1), 1), false);
        self.events.onCopy(P, encoded(boot(1), 99), false);
        self.events.onMarks(P, List.of(new EventMark(boot(1), 99)));
        assertThat(self.delivered).hasSize(1);
        assertThat(self.counted(Counter.EVENTS_DUPLICATE)).isEqualTo(2);
        assertThat(self.events.known(new EventKey(boot(1), 99))).isTrue();
        assertThat(self.events.fire(request(3)).key().sequence()).isEqualTo(2);
    }

    @Test
    void knowsWhatItHasSeenAndNothingElse() {
        assertThat(self.events.known(new EventKey(A, 1))).isFalse();
        self.events.onCopy(P, encoded(A, 2), false);
        assertThat(self.events.known(new EventKey(A, 2))).isTrue();
        assertThat(self.events.known(new EventKey(A, 1))).isFalse();
        self.events.onDuplicates(3);
        assertThat(self.counted(Counter.EVENTS_DUPLICATE)).isEqualTo(3);
    }

    @Test
    void handsOutInOrderAndTellsHowLongItHeld() {
        self.events.onCopy(P, encoded(A, 2), false);
        assertThat(self.delivered).isEmpty();
        assertThat(self.events.held()).isEqualTo(1);
        world.advance(Duration.ofMillis(30));
        self.events.onCopy(P, encoded(A, 1), false);
        assertThat(self.delivered)
                .containsExactly(
                        new Delivery.Event(event(A, 1), false, Duration.ZERO),
                        new Delivery.Event(event(A, 2), false, Duration.ofMillis(30)));
    }

    @Test
    void announcesAGapAfterItsTimeoutAndMarksTheStragglerLate() {
        self.events.onCopy(P, encoded(A, 1), false);
        self.events.onCopy(P, encoded(A, 4), false);
        world.advance(self.config.gapTimeout().minusNanos(1));
        assertThat(self.told()).containsExactly("7#1");
        world.advance(Duration.ofNanos(1));
        assertThat(self.told()).containsExactly("7#1", "gap 7#2..3", "7#4");
        assertThat(self.counted(Counter.EVENTS_MISSING)).isEqualTo(2);

        self.events.onCopy(P, encoded(A, 3), false);
        assertThat(self.told()).endsWith("7#3 late");
        assertThat(self.counted(Counter.EVENTS_LATE)).isEqualTo(1);
    }

    @Test
    void dropsWhatIsLargerThanItsOwnLimitAndDoesNotWaitForIt() {
        self.others.add(Q);
        self.events.onHandOver(P, EventWorld.handedOver(encoded(A, 1)));
        world.inFlight.clear();
        self.events.onHandOver(P, EventWorld.handedOver(sized(2, 513)));
        self.events.onHandOver(P, EventWorld.handedOver(encoded(A, 3)));

        assertThat(self.told()).containsExactly("7#1", "gap 7#2..2", "7#3");
        assertThat(self.counted(Counter.EVENTS_OVERSIZE)).isEqualTo(1);
        assertThat(self.counted(Counter.EVENTS_MISSING)).isEqualTo(1);
        assertThat(world.inFlight).hasSize(1);
        assertThat(self.events.known(new EventKey(A, 2))).isTrue();

        self.events.onHandOver(P, EventWorld.handedOver(sized(4, 512)));
        assertThat(self.told()).endsWith("7#4");
    }

    @Test
    void neitherMovesItsClockNorDropsAnythingForAPoisonedTime() {
        var poisoned = event(A, 1, new LamportTime(Long.MIN_VALUE));
        self.events.onCopy(P, new EncodedEvent(poisoned, new byte[10]), false);
        self.events.onCopy(P, encoded(boot(8), 1), false);
        self.events.onProgress(P, List.of(), new LamportTime(-1));

        assertThat(self.told()).containsExactly("7#1", "8#1");
        assertThat(self.events.time()).isEqualTo(new LamportTime(1));
        assertThat(self.counted(Counter.CLOCKS_NOT_BELIEVED)).isEqualTo(2);
        assertThat(self.events.fire(request(3)).time()).isEqualTo(new LamportTime(2));
    }

    @Test
    void firesLaterThanWhatItHasReceived() {
        var later = event(A, 1, new LamportTime(41));
        self.events.onCopy(P, new EncodedEvent(later, new byte[10]), false);
        assertThat(self.events.fire(request(3)).time()).isEqualTo(new LamportTime(42));
    }

    @Test
    void measuresReceiptAndHandOutByTheWallClock() {
        self.wallMicros = 10_000;
        self.events.onCopy(P, firedAt(2, 9_000), false);
        self.wallMicros = 12_000;
        self.events.onCopy(P, firedAt(1, 13_000), false);
        self.events.onCopy(P, firedAt(3, Long.MIN_VALUE), false);

        assertThat(self.timings.get(Timing.EVENT_RECEIVED))
                .containsExactly(1_000_000L, 0L, 12_000_000L);
        assertThat(self.timings.get(Timing.EVENT_HANDED_OUT))
                .containsExactly(0L, 3_000_000L, 12_000_000L);
    }

    /// What a gap costs is in the second alone; the one that fills it too late is counted besides.
    @Test
    void measuresApartHowLongAnEventIsOnItsWayAndHowLongAGapHoldsIt() {
        self.wallMicros = 11_000;
        self.events.onCopy(P, firedAt(2, 10_000), false);
        self.wallMicros += 2_000_000;
        world.advance(self.config.gapTimeout());
        self.wallMicros += 500_000;
        self.events.onCopy(P, firedAt(1, 10_000), false);

        assertThat(self.told()).containsExactly("gap 7#1..1", "7#2", "7#1 late");
        assertThat(self.timings.get(Timing.EVENT_RECEIVED))
                .containsExactly(1_000_000L, 2_501_000_000L);
        assertThat(self.timings.get(Timing.EVENT_HANDED_OUT))
                .containsExactly(2_001_000_000L, 2_501_000_000L);
        assertThat(self.counted(Counter.EVENTS_LATE)).isEqualTo(1);
    }

    @Test
    void refusesWhatIsBeyondTheWindowWithoutForgettingThatItExists() {
        self.others.add(P);
        self.events.onCopy(P, encoded(A, 1), false);
        self.events.onCopy(P, encoded(A, 1 + 131_072), false);
        self.events.onCopy(P, encoded(A, 2 + 131_072), false);
        assertThat(self.counted(Counter.EVENTS_BEYOND_WINDOW)).isEqualTo(1);
        assertThat(self.counted(Counter.EVENTS_RECEIVED)).isEqualTo(2);
        assertThat(self.events.known(new EventKey(A, 2 + 131_072))).isFalse();
    }

    @Test
    void countsEventsOfOriginsThatItRefuses() {
        for (int i = 1; i <= 65; i++) {
            var minted =
                    new UserEvent(
                            new EventId(i, i),
                            new EventKey(boot(100 + i), 1),
                            new LamportTime(1),
                            node(7),
                            "deploy",
                            new byte[0],
                            EventFilters.NONE,
                            0);
            self.events.onCopy(P, new EncodedEvent(minted, new byte[10]), false);
        }
        assertThat(self.delivered).hasSize(64);
        assertThat(self.counted(Counter.EVENTS_ORIGIN_REFUSED)).isEqualTo(1);
        assertThat(self.events.origins()).isEqualTo(64);
    }

    @Test
    void schedulesNothingWhileNothingIsPending() {
        assertThat(world.pending()).isZero();
        self.events.onMarks(P, List.of());
        self.events.onProgress(P, List.of(), LamportTime.ZERO);
        assertThat(world.pending()).isZero();
    }

    @Test
    void keepsOneTimerWhateverIsPendingAndNoneOnceItIsQuiet() {
        self.others.addAll(List.of(P, Q));
        for (int i = 1; i <= 100; i++) {
            self.events.onCopy(P, encoded(boot(i + 1), 2), false);
            self.events.fire(request(3));
            assertThat(world.pending()).isEqualTo(1);
        }
        assertThat(self.events.storeBytes()).isPositive();
        world.advance(self.config.retention().multipliedBy(2));
        assertThat(world.pending()).isZero();
        assertThat(self.events.storeBytes()).isZero();
        assertThat(self.events.held()).isZero();
    }

    @Test
    void tellsItsMarksAndProgress() {
        self.events.onCopy(P, encoded(A, 1), false);
        self.events.onCopy(P, encoded(A, 3), false);
        self.events.fire(request(3));
        assertThat(self.events.marks())
                .containsExactly(new EventMark(boot(1), 1), new EventMark(A, 3));
        var progress = self.events.progress(1_000);
        assertThat(progress).hasSize(2);
        assertThat(progress.getLast().missing()).containsExactly(range(A, 2, 2));
    }

    @Test
    void insistsOnTheLoop() {
        world.leaveLoop();
        assertThatThrownBy(() -> self.events.fire(request(3))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> self.events.onCopy(P, encoded(A, 1), false))
                .isInstanceOf(AssertionError.class);
    }

    private void assertNothingChanged(int refusals) {
        assertThat(self.counted(Counter.EVENTS_REFUSED)).isEqualTo(refusals);
        assertThat(self.counted(Counter.EVENTS_FIRED)).isZero();
        assertThat(self.delivered).isEmpty();
        assertThat(self.events.time()).isEqualTo(LamportTime.ZERO);
        assertThat(self.events.marks()).isEmpty();
        assertThat(self.events.origins()).isZero();
        assertThat(world.pending()).isZero();
    }

    private static EventRequest request(int payloadBytes) {
        return EventRequest.of("deploy", new byte[payloadBytes]);
    }

    private static EncodedEvent sized(long sequence, int contentBytes) {
        return with(sequence, new byte[contentBytes - "deploy".length()], 0);
    }

    private static EncodedEvent firedAt(long sequence, long micros) {
        return with(sequence, new byte[3], micros);
    }

    private static EncodedEvent with(long sequence, byte[] payload, long firedAtMicros) {
        var event =
                new UserEvent(
                        new EventId(7, sequence),
                        new EventKey(A, sequence),
                        new LamportTime(sequence),
                        node(7),
                        "deploy",
                        payload,
                        EventFilters.NONE,
                        firedAtMicros);
        return new EncodedEvent(event, new byte[10]);
    }
}
