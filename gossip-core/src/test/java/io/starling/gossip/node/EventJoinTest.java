package io.starling.gossip.node;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.encoded;
import static io.starling.gossip.model.TestEvents.endpoint;
import static io.starling.gossip.model.TestEvents.range;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventMark;
import io.starling.gossip.model.EventProgress;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Message.EventPull;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.runtime.Counter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// What is history to a node that joins, and what is not.
class EventJoinTest {
    private static final OriginBoot A = boot(7);
    private static final Endpoint P = endpoint(50);
    private static final LamportTime TIME = new LamportTime(99);

    private final EventWorld world = new EventWorld(1);
    private final EventWorld.Station self = world.newcomer(1);

    @Test
    void neitherTakesNorWantsWhatHappenedBefore() {
        join(progress(A, 10, 10));
        self.events.onCopy(P, encoded(A, 10), false);
        self.events.onCopy(P, encoded(A, 3), true);
        self.events.onMarks(P, List.of(new EventMark(A, 10)));
        world.advance(Duration.ofSeconds(10));

        assertThat(self.delivered).isEmpty();
        assertThat(world.inFlight).isEmpty();
        assertThat(self.counted(Counter.EVENTS_HISTORIC)).isEqualTo(2);

        self.events.onCopy(P, encoded(A, 11), false);
        assertThat(self.told()).containsExactly("7#11");
    }

    @Test
    void takesOverTheClockOfThoseItJoins() {
        join();
        assertThat(self.events.time()).isEqualTo(TIME);
    }

    @Test
    void takesAllOfAnOriginThatTheOthersDidNotKnow() {
        join(progress(A, 10, 10));
        self.others.add(P);
        self.events.onCopy(P, encoded(boot(8), 2), false);
        world.advance(Duration.ofMillis(60));
        assertThat(world.sentTo(P)).contains(new EventPull(List.of(range(boot(8), 1, 1))));
        self.events.onCopy(P, encoded(boot(8), 1), true);
        assertThat(self.told()).containsExactly("8#1", "8#2");
    }

    @Test
    void takesHolesOfTheOthersForHistoryToo() {
        join(new EventProgress(A, 4, 10, List.of(range(A, 5, 6))));
        self.events.onProgress(
                endpoint(51), List.of(new EventProgress(A, 2, 9, List.of(range(A, 3, 4)))), TIME);
        self.events.onCopy(P, encoded(A, 5), true);
        world.advance(Duration.ofSeconds(10));
        assertThat(world.inFlight).isEmpty();
        assertThat(self.delivered).isEmpty();
    }

    @Test
    void wantsWhatALaterVectorHasBeyondItsOwn() {
        join(progress(A, 10, 10));
        self.events.onProgress(P, List.of(progress(A, 12, 12)), TIME);
        world.advance(Duration.ofMillis(50));
        assertThat(world.sentTo(P)).containsExactly(new EventPull(List.of(range(A, 11, 12))));
    }

    @Test
    void wantsAllOfAnOriginThatALaterVectorBrings() {
        join(progress(A, 10, 10));
        self.events.onProgress(P, List.of(progress(boot(8), 3, 3)), TIME);
        world.advance(Duration.ofMillis(50));
        assertThat(world.sentTo(P)).containsExactly(new EventPull(List.of(range(boot(8), 1, 3))));
    }

    @Test
    void holdsWhatArrivesBeforeItsFirstExchange() {
        self.events.onCopy(P, encoded(A, 11), false);
        self.events.onCopy(P, encoded(A, 10), false);
        self.events.onMarks(P, List.of(new EventMark(boot(8), 5)));
        assertThat(self.delivered).isEmpty();
        assertThat(self.events.origins()).isZero();
        assertThat(self.events.known(new EventKey(A, 11))).isTrue();
        assertThat(self.events.known(new EventKey(A, 12))).isFalse();

        self.events.joined(P, List.of(progress(A, 10, 10)), TIME);
        assertThat(self.told()).containsExactly("7#11");
        assertThat(self.counted(Counter.EVENTS_HISTORIC)).isEqualTo(1);
    }

    @Test
    void takesUpManyHeldEventsInBatches() {
        for (int i = 1; i <= 1_000; i++) {
            self.events.onCopy(P, encoded(A, i), false);
        }
        self.events.joined(P, List.of(), TIME);
        assertThat(self.delivered).hasSize(64);
        world.advance(Duration.ZERO);
        assertThat(self.delivered).hasSize(1_000);
    }

    @Test
    void letsTheOldestHeldEventGoAtTheBound() {
        for (int i = 1; i <= 1_025; i++) {
            self.events.onCopy(P, encoded(A, i), false);
        }
        assertThat(self.counted(Counter.EVENTS_EARLY_DROPPED)).isEqualTo(1);
        self.events.joined(P, List.of(progress(A, 1, 1)), TIME);
        world.advance(Duration.ZERO);
        assertThat(self.delivered).hasSize(1_024);
    }

    @Test
    void firesBeforeItsFirstExchange() {
        self.events.fire(EventRequest.of("deploy", new byte[3]));
        assertThat(self.told()).containsExactly("1#1");
        self.events.joined(P, List.of(progress(boot(1), 5, 5)), TIME);
        assertThat(self.events.fire(EventRequest.of("deploy", new byte[3])).key().sequence())
                .isEqualTo(2);
    }

    @Test
    void wantsWhatItMissedWhenItJoinsASecondTime() {
        join(progress(A, 10, 10));
        self.events.onCopy(P, encoded(A, 11), false);
        assertThat(self.told()).containsExactly("7#11");
        self.events.joined(P, List.of(progress(A, 13, 13)), TIME);
        world.advance(Duration.ofMillis(50));
        assertThat(world.sentTo(P)).contains(new EventPull(List.of(range(A, 12, 13))));
        self.events.onCopy(P, encoded(A, 10), false);
        assertThat(self.counted(Counter.EVENTS_HISTORIC)).isEqualTo(1);
    }

    /// The first node of a cluster: what those fire who come to it is new.
    @Test
    void findsEverythingNewOfANewcomerThatComesToIt() {
        self.events.onCopy(P, encoded(A, 1), false);
        self.events.visited(P, true, List.of(progress(A, 3, 3)), TIME);
        assertThat(self.told()).containsExactly("7#1");
        world.advance(Duration.ofMillis(50));
        assertThat(world.sentTo(P)).containsExactly(new EventPull(List.of(range(A, 2, 3))));
    }

    /// A restarted node that a member of its old cluster finds before it has joined by itself.
    @Test
    void getsNoHistoryFromAMemberThatComesToIt() {
        self.events.onCopy(P, encoded(A, 57), false);
        self.events.visited(P, false, List.of(progress(A, 58, 58)), TIME);
        world.advance(Duration.ofSeconds(10));
        assertThat(world.sentTo(P)).isEmpty();
        self.events.onCopy(P, encoded(A, 59), false);
        assertThat(self.told()).containsExactly("7#59");
    }

    @Test
    void wantsWhatItMissedFromWhoeverComesLater() {
        join(progress(A, 10, 10));
        self.events.visited(P, false, List.of(progress(A, 11, 11)), TIME);
        world.advance(Duration.ofMillis(50));
        assertThat(world.sentTo(P)).containsExactly(new EventPull(List.of(range(A, 11, 11))));
    }

    @Test
    void keepsTheOrderOfActivityOfThoseItJoins() {
        join(progress(boot(7), 1, 1), progress(boot(8), 2, 2));
        assertThat(self.events.marks())
                .containsExactly(new EventMark(boot(7), 1), new EventMark(boot(8), 2));
    }

    @Test
    void saysNothingToOthersAboutItsHistory() {
        join(progress(A, 10, 10));
        self.events.onPull(P, new EventPull(List.of(range(A, 1, 10))));
        assertThat(world.inFlight).isEmpty();
        self.events.onGone(P, new Message.EventGone(List.of(range(A, 1, 10))));
        assertThat(self.delivered).isEmpty();
    }

    private void join(EventProgress... vector) {
        self.events.joined(P, List.of(vector), TIME);
    }

    private static EventProgress progress(OriginBoot boot, long base, long highest) {
        return new EventProgress(boot, base, highest, List.of());
    }
}
