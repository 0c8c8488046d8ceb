package io.starling.gossip.retention;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.encoded;
import static io.starling.gossip.model.TestEvents.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.retention.EarlyEvents.Early;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class EarlyEventsTest {
    private static final OriginBoot A = boot(1);

    private final EarlyEvents early = new EarlyEvents(3);

    @Test
    void givesBackWhatItHoldsInTheOrderOfArrival() {
        add(2);
        add(1);
        assertThat(early.contains(new EventKey(A, 1))).isTrue();
        assertThat(take(1)).containsExactly(2L);
        assertThat(take(9)).containsExactly(1L);
        assertThat(early.isEmpty()).isTrue();
        assertThat(early.contains(new EventKey(A, 1))).isFalse();
    }

    @Test
    void holdsEachOnce() {
        add(1);
        assertThat(add(1)).isZero();
        assertThat(take(9)).containsExactly(1L);
    }

    @Test
    void letsTheOldestGoAtTheBound() {
        add(1);
        add(2);
        assertThat(add(3)).isZero();
        assertThat(add(4)).isEqualTo(1);
        assertThat(take(9)).containsExactly(2L, 3L, 4L);
    }

    @Test
    void holdsNothingWhenItMayNot() {
        var none = new EarlyEvents(0);
        assertThat(none.add(new Early(endpoint(1), encoded(A, 1), false, Optional.empty())))
                .isEqualTo(1);
        assertThat(none.isEmpty()).isTrue();
    }

    private int add(long sequence) {
        return early.add(new Early(endpoint(1), encoded(A, sequence), false, Optional.empty()));
    }

    private List<Long> take(int max) {
        return early.take(max).stream().map(taken -> taken.event().key().sequence()).toList();
    }
}
