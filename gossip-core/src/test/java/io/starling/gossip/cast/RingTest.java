package io.starling.gossip.cast;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Status;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

class RingTest {
    @Test
    void arcHoldsItsBeginningAndNotItsEnd() {
        var arc = new Arc(10, 20);
        assertThat(arc.contains(10)).isTrue();
        assertThat(arc.contains(19)).isTrue();
        assertThat(arc.contains(20)).isFalse();
        assertThat(arc.contains(9)).isFalse();
    }

    @Test
    void arcGoesRoundTheEndOfTheRing() {
        var arc = new Arc(-5, 5);
        assertThat(arc.contains(-1)).isTrue();
        assertThat(arc.contains(0)).isTrue();
        assertThat(arc.contains(5)).isFalse();
        assertThat(arc.contains(-6)).isFalse();
        assertThat(arc.contains(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void arcThatEndsWhereItBeginsIsTheWholeRing() {
        assertThat(Arc.whole(7).contains(6)).isTrue();
        assertThat(Arc.whole(7).contains(7)).isTrue();
        assertThat(Arc.whole(7).width()).isZero();
    }

    @Test
    void countsWhatAnArcHolds() {
        var members = Rings.random(200, 1);
        var ring = Ring.of(members);
        var random = new Random(2);
        for (int i = 0; i < 1_000; i++) {
            var arc = new Arc(random.nextLong(), random.nextLong());
            long held = members.stream().filter(m -> arc.contains(m.id().position())).count();
            assertThat(ring.count(arc)).isEqualTo((int) held);
        }
        assertThat(ring.count(Arc.whole(3))).isEqualTo(200);
    }

    @Test
    void leavesOutThoseThatDoNotTakePart() {
        var ring =
                Ring.of(
                        List.of(
                                Rings.member(1, 10),
                                Rings.member(2, 20, Status.DEAD),
                                Rings.member(3, 30, Status.SUSPECT),
                                Rings.member(4, 40, Status.LEFT)));
        assertThat(ring.size()).isEqualTo(2);
        assertThat(ring.holder(20)).isEmpty();
        assertThat(ring.holder(30)).isPresent();
    }
}
