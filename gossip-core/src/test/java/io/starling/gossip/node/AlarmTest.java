package io.starling.gossip.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

class AlarmTest {
    private final EventWorld world = new EventWorld(1);
    private final EventWorld.Station station = world.station(1);
    private final List<Long> rang = new ArrayList<>();
    private final long start = world.nowNanos();
    private final Alarm alarm =
            new Alarm(station, station, () -> rang.add(world.nowNanos() - start));

    @Test
    void ringsAtItsDeadlineOnce() {
        alarm.set(OptionalLong.of(start + 100));
        world.advance(Duration.ofNanos(500));
        assertThat(rang).containsExactly(100L);
    }

    @Test
    void ringsAtTheEarlierOfTwoDeadlines() {
        alarm.set(OptionalLong.of(start + 300));
        alarm.set(OptionalLong.of(start + 100));
        assertThat(world.pending()).isEqualTo(1);
        world.advance(Duration.ofNanos(500));
        assertThat(rang).containsExactly(100L);
    }

    @Test
    void doesNotMoveForALaterDeadline() {
        alarm.set(OptionalLong.of(start + 100));
        alarm.set(OptionalLong.of(start + 300));
        world.advance(Duration.ofNanos(500));
        assertThat(rang).containsExactly(100L);
    }

    @Test
    void ringsSoonForADeadlineThatHasPassed() {
        alarm.set(OptionalLong.of(start - 100));
        world.advance(Duration.ZERO);
        assertThat(rang).containsExactly(0L);
    }

    @Test
    void doesNotRingWhenThereIsNothingToWaitFor() {
        alarm.set(OptionalLong.of(start + 100));
        alarm.set(OptionalLong.empty());
        assertThat(world.pending()).isZero();
    }

    @Test
    void findsTheEarliestOfTwoAlsoWhenTheClockWraps() {
        var before = OptionalLong.of(Long.MAX_VALUE);
        var after = OptionalLong.of(Long.MIN_VALUE);
        assertThat(Alarm.earliest(after, before)).isEqualTo(before);
        assertThat(Alarm.earliest(before, OptionalLong.empty())).isEqualTo(before);
        assertThat(Alarm.earliest(OptionalLong.empty(), after)).isEqualTo(after);
        assertThat(Alarm.earliest(OptionalLong.empty(), OptionalLong.empty())).isEmpty();
    }
}
