package io.starling.gossip.node;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.encoded;
import static io.starling.gossip.model.TestEvents.endpoint;
import static io.starling.gossip.model.TestEvents.range;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventMark;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Message.EventCopy;
import io.starling.gossip.model.Message.EventGone;
import io.starling.gossip.model.Message.EventPull;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// What a node does about events that it or others have missed.
class EventRepairTest {
    private static final OriginBoot A = boot(7);
    private static final Endpoint P = endpoint(50);
    private static final Endpoint Q = endpoint(51);

    private final EventWorld world = new EventWorld(1);
    private final EventWorld.Station self = world.station(1);

    @Test
    void asksTheInformantForAHoleThatTheSpreadDidNotFill() {
        self.events.onCopy(P, encoded(A, 3), false);
        world.advance(Duration.ofMillis(49));
        assertThat(world.inFlight).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(world.sentTo(P)).containsExactly(new EventPull(List.of(range(A, 1, 2))));
        assertThat(self.counted(Counter.EVENT_PULLS_SENT)).isEqualTo(1);

        self.events.onCopy(P, encoded(A, 1), true);
        self.events.onCopy(P, encoded(A, 2), true);
        assertThat(self.told()).containsExactly("7#1", "7#2", "7#3");
        assertThat(self.counted(Counter.EVENTS_REPAIRED)).isEqualTo(2);
    }

    @Test
    void asksForNothingThatTheSpreadFilledInTime() {
        self.events.onCopy(P, encoded(A, 2), false);
        self.events.onMarks(P, List.of(new EventMark(A, 3)));
        world.advance(Duration.ofMillis(40));
        self.events.onCopy(P, encoded(A, 1), false);
        self.events.onCopy(P, encoded(A, 3), false);
        world.advance(Duration.ofSeconds(10));
        assertThat(world.inFlight).isEmpty();
    }

    /// The last event of a series leaves no visible gap; a mark on an ack tells of it.
    @Test
    void asksForATailThatAMarkTellsOf() {
        self.events.onCopy(P, encoded(A, 1), false);
        self.events.onMarks(Q, List.of(new EventMark(A, 2), new EventMark(boot(8), 1)));
        world.advance(Duration.ofMillis(50));
        assertThat(world.sentTo(Q))
                .containsExactly(new EventPull(List.of(range(A, 2, 2), range(boot(8), 1, 1))));
    }

    @Test
    void answersAPullWithWhatItKeepsAndWhatIsGone() {
        self.events.onCopy(P, encoded(A, 1), false);
        world.advance(self.config.retention().multipliedBy(2));
        self.events.onCopy(P, encoded(A, 2), false);
        self.events.onPull(Q, new EventPull(List.of(range(A, 1, 5))));

        assertThat(world.sentTo(Q))
                .containsExactly(
                        new EventGone(List.of(range(A, 1, 1))), new EventCopy(encoded(A, 2), true));
        assertThat(self.counted(Counter.EVENT_PULLS_ANSWERED)).isEqualTo(1);
    }

    @Test
    void answersWithItsOwnEventsToo() {
        self.events.fire(EventRequest.of("deploy", new byte[3]));
        self.events.onPull(Q, new EventPull(List.of(range(boot(1), 1, 9))));
        assertThat(world.sentTo(Q)).hasSize(1);
        assertThat(((EventCopy) world.sentTo(Q).getFirst()).reply()).isTrue();
    }

    @Test
    void isSilentWhenItCannotHelp() {
        self.events.onPull(Q, new EventPull(List.of(range(A, 1, 5))));
        self.events.onPull(Q, new EventPull(List.of()));
        assertThat(world.inFlight).isEmpty();
        assertThat(self.counted(Counter.EVENT_PULLS_ANSWERED)).isZero();
    }

    @Test
    void answersNoPullsWhileTooMuchWaitsToBeSent() {
        self.events.onCopy(P, encoded(A, 1), false);
        self.queuedBytes = self.config.outboxBytesMax() / 2;
        self.events.onPull(Q, new EventPull(List.of(range(A, 1, 1))));
        assertThat(world.inFlight).isEmpty();
        assertThat(self.counted(Counter.EVENT_PULLS_REFUSED)).isEqualTo(1);
    }

    @Test
    void countsWhatItsStoreCouldNotKeep() {
        for (int i = 1; i <= 9; i++) {
            self.events.onCopy(P, encoded(A, i, 1 << 20), false);
        }
        assertThat(self.counted(Counter.EVENT_STORE_EVICTED)).isEqualTo(2);
        assertThat(self.events.storeBytes()).isLessThanOrEqualTo(8 << 20);
    }

    @Test
    void announcesWhatTwoMembersNoLongerHave() {
        self.others.addAll(List.of(P, Q));
        self.events.onMarks(P, List.of(new EventMark(A, 3)));
        self.events.onGone(P, new EventGone(List.of(range(A, 1, 3))));
        assertThat(self.delivered).isEmpty();
        self.events.onGone(Q, new EventGone(List.of(range(A, 1, 2))));
        assertThat(self.told()).containsExactly("gap 7#1..2");
        assertThat(self.events.known(new EventKey(A, 2))).isTrue();
        self.events.onCopy(P, encoded(A, 3), true);
        assertThat(self.told()).containsExactly("gap 7#1..2", "7#3");
    }

    @Test
    void givesUpAHoleWhenRetentionEndsHavingAnnouncedItOnce() {
        self.events.onCopy(P, encoded(A, 1), false);
        self.events.onCopy(P, encoded(A, 3), false);
        world.advance(self.config.retention());
        assertThat(self.told()).containsExactly("7#1", "gap 7#2..2", "7#3");
        assertThat(self.events.known(new EventKey(A, 2))).isTrue();
        assertThat(self.counted(Counter.EVENTS_MISSING)).isEqualTo(1);
        self.events.onCopy(P, encoded(A, 4), false);
        assertThat(self.told()).endsWith("7#4");
    }

    @Test
    void announcesATailThatOneMemberOnceHadWhenRetentionEnds() {
        self.events.onMarks(P, List.of(new EventMark(A, 3)));
        self.events.onGone(P, new EventGone(List.of(range(A, 1, 3))));
        world.advance(self.config.retention());
        assertThat(self.told()).containsExactly("gap 7#1..3");
        assertThat(self.events.known(new EventKey(A, 3))).isTrue();
        self.events.onCopy(P, encoded(A, 4), false);
        assertThat(self.told()).containsExactly("gap 7#1..3", "7#4");
    }

    /// One false mark would silence an origin for as many events as it names.
    @Test
    void doesNotLetAWordWithoutProofTurnEventsIntoOldNews() {
        self.events.onMarks(P, List.of(new EventMark(A, Long.MAX_VALUE)));
        world.advance(self.config.retention());
        assertThat(self.delivered).isEmpty();
        assertThat(self.counted(Counter.EVENTS_UNPROVEN)).isEqualTo(131_072);
        assertThat(world.pending()).isZero();
        for (int i = 1; i <= 5; i++) {
            self.events.onCopy(P, encoded(A, i), false);
        }
        assertThat(self.told()).containsExactly("7#1", "7#2", "7#3", "7#4", "7#5");
        assertThat(self.events.marks()).containsExactly(new EventMark(A, 5));
    }

    @Test
    void givesUpTheProvenPartOfATailAndForgetsTheRest() {
        self.events.onMarks(P, List.of(new EventMark(A, 9)));
        self.events.onCopy(P, encoded(A, 3), false);
        self.events.onCopy(P, encoded(A, 6), false);
        world.advance(self.config.retention());
        assertThat(self.told()).containsExactly("gap 7#1..2", "7#3", "gap 7#4..5", "7#6");
        assertThat(self.counted(Counter.EVENTS_UNPROVEN)).isEqualTo(3);
        self.events.onCopy(P, encoded(A, 7), false);
        assertThat(self.told()).endsWith("7#7");
    }

    @Test
    void doesNotPassOnAWordThatItCouldNotProve() {
        self.events.onMarks(P, List.of(new EventMark(A, 9)));
        assertThat(self.events.marks()).isEmpty();
        assertThat(self.events.progress(1_000)).isEmpty();
    }

    @Test
    void catchesUpWithAnOriginThatIsAheadByMoreThanAWindow() {
        self.others.addAll(List.of(P, Q));
        self.events.onCopy(P, encoded(A, 1), false);
        self.events.onCopy(P, encoded(A, 200_000), false);
        assertThat(self.counted(Counter.EVENTS_BEYOND_WINDOW)).isEqualTo(1);

        self.events.onGone(P, new EventGone(List.of(range(A, 1, 199_999))));
        self.events.onGone(Q, new EventGone(List.of(range(A, 1, 199_999))));
        assertThat(self.told()).containsExactly("7#1", "gap 7#2..131073");
        self.events.onCopy(P, encoded(A, 200_001), false);
        world.advance(self.config.gapTimeout());
        assertThat(self.told()).endsWith("gap 7#131074..200000", "7#200001");
    }

    @Test
    void movesOnAfterRetentionWhenAnEventBeyondTheWindowProvesTheRest() {
        self.events.onCopy(P, encoded(A, 200_000), false);
        world.advance(self.config.retention());
        assertThat(self.told()).containsExactly("gap 7#1..131072");
        self.events.onCopy(P, encoded(A, 200_001), false);
        world.advance(self.config.gapTimeout());
        assertThat(self.told()).endsWith("gap 7#131073..200000", "7#200001");
    }

    /// A node that was stopped finds the beginning of a flood in its socket buffer, and an event
    /// long after it.
    @Test
    void losesNothingOfAFloodThatPassedWhileItWasStopped() {
        var origin = world.station(2);
        for (int i = 0; i < 5_000; i++) {
            origin.events.fire(EventRequest.of("deploy", new byte[200]));
        }
        world.inFlight.removeIf(packet -> sequence((EventCopy) packet.part()) > 300);
        world.settle();
        origin.events.fire(EventRequest.of("deploy", new byte[200]));
        for (int i = 0; i < 2_000 && self.delivered.size() < 5_001; i++) {
            world.settle();
            world.advance(Duration.ofMillis(1));
        }

        assertThat(self.told())
                .isEqualTo(IntStream.rangeClosed(1, 5_001).mapToObj(i -> "2#" + i).toList());
        assertThat(self.counted(Counter.EVENTS_LATE)).isZero();
        assertThat(self.counted(Counter.EVENTS_DUPLICATE)).isZero();
        assertThat(self.counted(Counter.EVENT_GAPS_FORCED)).isZero();
    }

    @Test
    void exchangesWhatTwoSidesOfAPartitionFired() {
        var other = world.station(2);
        IntStream.range(0, 100)
                .forEach(_ -> self.events.fire(EventRequest.of("deploy", new byte[3])));
        IntStream.range(0, 100)
                .forEach(_ -> other.events.fire(EventRequest.of("deploy", new byte[3])));
        world.inFlight.clear();

        self.events.onProgress(other.at, other.events.progress(1 << 18), other.events.time());
        other.events.onProgress(self.at, self.events.progress(1 << 18), self.events.time());
        for (int i = 0; i < 200; i++) {
            world.settle();
            world.advance(Duration.ofMillis(1));
        }
        assertThat(self.delivered).hasSize(200).allMatch(Delivery.Event.class::isInstance);
        assertThat(other.delivered).hasSize(200).allMatch(Delivery.Event.class::isInstance);
    }

    private static long sequence(EventCopy copy) {
        return copy.event().key().sequence();
    }
}
