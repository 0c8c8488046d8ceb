package io.starling.gossip.retention;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.encoded;
import static io.starling.gossip.model.TestEvents.range;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.OriginBoot;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class EventStoreTest {
    private static final OriginBoot A = boot(1);
    private static final OriginBoot B = boot(2);
    private static final int COST = 100 + EventStore.OVERHEAD;

    private final EventStore store = new EventStore(Duration.ofNanos(6_400), 10 * COST);

    @Test
    void findsARangeInOrderWhateverTheOrderOfArrival() {
        store.add(encoded(A, 3), 0);
        store.add(encoded(B, 2), 1);
        store.add(encoded(A, 1), 2);
        store.add(encoded(A, 4), 3);

        assertThat(sequences(store.kept(range(A, 1, 3), 10))).containsExactly(1L, 3L);
        assertThat(sequences(store.kept(range(A, 1, Long.MAX_VALUE), 2))).containsExactly(1L, 3L);
        assertThat(store.kept(range(A, 5, 9), 10)).isEmpty();
        assertThat(store.kept(range(boot(3), 1, 9), 10)).isEmpty();
    }

    @Test
    void keepsAnEventOnceAndForItsFirstTime() {
        store.add(encoded(A, 1), 0);
        store.add(encoded(A, 1), 6_000);
        assertThat(store.size()).isEqualTo(1);
        assertThat(store.bytes()).isEqualTo(COST);
        assertThat(store.expire(6_400)).isEqualTo(1);
    }

    @Test
    void keepsAnEventForItsTimeAndNoLonger() {
        store.add(encoded(A, 1), 0);
        store.add(encoded(A, 2), 1);
        assertThat(store.expire(6_399)).isZero();
        assertThat(store.expire(6_400)).isEqualTo(1);
        assertThat(sequences(store.kept(range(A, 1, 9), 10))).containsExactly(2L);
    }

    @Test
    void expiresWhileItFillsSoThatTimeIsNotCountedAsCrowding() {
        store.add(encoded(A, 1), 0);
        for (int i = 2; i <= 11; i++) {
            assertThat(store.add(encoded(A, i), 6_400)).isZero();
        }
        assertThat(store.size()).isEqualTo(10);
    }

    @Test
    void letsTheOldestGoWhenFullAndSaysHowMany() {
        for (int i = 1; i <= 10; i++) {
            assertThat(store.add(encoded(A, i), i)).isZero();
        }
        assertThat(store.bytes()).isEqualTo(10 * COST);
        assertThat(store.add(encoded(A, 11), 11)).isEqualTo(1);
        assertThat(store.add(encoded(A, 12, 100 + 2 * COST), 12)).isEqualTo(3);
        assertThat(sequences(store.kept(range(A, 1, 99), 99)))
                .containsExactly(5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
        assertThat(store.bytes()).isLessThanOrEqualTo(10 * COST);
    }

    @Test
    void wantsToBeLookedAfterOnlyWhileItKeepsSomething() {
        assertThat(store.nextDeadline()).isEmpty();
        store.add(encoded(A, 1), 0);
        assertThat(store.nextDeadline()).hasValue(6_500);
        store.expire(6_500);
        assertThat(store.nextDeadline()).isEmpty();
        assertThat(store.bytes()).isZero();
        assertThat(store.size()).isZero();
    }

    @Test
    void isUsableAfterItWasEmptied() {
        store.add(encoded(A, 1), 0);
        store.expire(10_000);
        store.add(encoded(A, 2), 10_000);
        assertThat(sequences(store.kept(range(A, 1, 9), 10))).containsExactly(2L);
    }

    private static List<Long> sequences(List<EncodedEvent> events) {
        return events.stream().map(event -> event.key().sequence()).toList();
    }
}
