package io.starling.gossip.event;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.event;
import static io.starling.gossip.model.TestEvents.range;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.OriginBoot;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

class SequencerTest {
    private static final long TIMEOUT = Duration.ofSeconds(2).toNanos();
    private static final OriginBoot A = boot(1);
    private static final OriginBoot B = boot(2);

    private Sequencer sequencer = new Sequencer(Duration.ofSeconds(2), 100, 1 << 20);
    private final Done a = new Done(A);
    private final Done b = new Done(B);
    private long now;

    @Test
    void handsOutWhatArrivesInOrderWithoutRememberingIt() {
        assertThat(told(a.arrives(1))).containsExactly("1");
        assertThat(told(a.arrives(2))).containsExactly("2");
        assertThat(sequencer.lines()).isZero();
        assertThat(sequencer.nextDeadline()).isEmpty();
    }

    @Test
    void holdsAnEventUntilThoseBeforeItHaveCome() {
        assertThat(a.arrives(3)).isEmpty();
        assertThat(a.arrives(2)).isEmpty();
        assertThat(sequencer.held()).isEqualTo(2);
        assertThat(told(a.arrives(1))).containsExactly("1", "2", "3");
        assertThat(sequencer.held()).isZero();
        assertThat(sequencer.lines()).isZero();
    }

    @Test
    void tellsHowLongAnEventWasHeld() {
        a.arrives(2);
        now += 700;
        assertThat(a.arrives(1))
                .containsExactly(
                        new Delivery.Event(event(A, 1), false, Duration.ZERO),
                        new Delivery.Event(event(A, 2), false, Duration.ofNanos(700)));
    }

    @Test
    void doesNotHoldOneOriginForAnother() {
        a.arrives(2);
        assertThat(told(b.arrives(1))).containsExactly("1");
        assertThat(sequencer.held()).isEqualTo(1);
    }

    @Test
    void announcesAGapAtTheTimeoutAndNotBefore() {
        a.arrives(1);
        a.arrives(4);
        assertThat(sequencer.nextDeadline()).isEqualTo(OptionalLong.of(TIMEOUT));

        assertThat(sequencer.overdue(TIMEOUT - 1)).isEmpty();
        assertThat(told(sequencer.overdue(TIMEOUT))).containsExactly("gap 2-3", "4");
        assertThat(sequencer.nextDeadline()).isEmpty();
        assertThat(sequencer.overdue(2 * TIMEOUT)).isEmpty();
    }

    @Test
    void goesOnInOrderAfterAnAnnouncedGap() {
        a.arrives(2);
        sequencer.overdue(TIMEOUT);
        assertThat(told(a.arrives(3))).containsExactly("3");
        assertThat(a.arrives(5)).isEmpty();
        assertThat(told(a.arrives(4))).containsExactly("4", "5");
    }

    @Test
    void marksAsLateWhatComesAfterItsGapWasAnnounced() {
        a.arrives(3);
        sequencer.overdue(TIMEOUT);
        assertThat(told(a.arrives(2))).containsExactly("2 late");
        assertThat(told(a.arrives(1))).containsExactly("1 late");
        assertThat(sequencer.lines()).isZero();
        assertThat(told(a.arrives(4))).containsExactly("4");
    }

    @Test
    void letsNoEventWaitLongerThanTheTimeoutHoweverManyHolesLieBeforeIt() {
        a.arrives(9);
        now = TIMEOUT - 1;
        a.arrives(3);
        a.arrives(6);

        assertThat(told(sequencer.overdue(TIMEOUT)))
                .containsExactly("gap 1-2", "3", "gap 4-5", "6", "gap 7-8", "9");
    }

    @Test
    void waitsAnewForAHoleThatWasNoticedLater() {
        a.arrives(2);
        now = TIMEOUT / 2;
        a.arrives(4);

        assertThat(told(sequencer.overdue(TIMEOUT))).containsExactly("gap 1-1", "2");
        assertThat(sequencer.nextDeadline()).isEqualTo(OptionalLong.of(TIMEOUT / 2 + TIMEOUT));
        assertThat(told(sequencer.overdue(TIMEOUT / 2 + TIMEOUT))).containsExactly("gap 3-3", "4");
    }

    @Test
    void announcesALostEventInItsTurn() {
        a.arrives(3);
        assertThat(a.isLost(2, 2)).isEmpty();
        assertThat(told(a.arrives(1))).containsExactly("1", "gap 2-2", "3");
        assertThat(sequencer.lines()).isZero();
    }

    @Test
    void announcesALostTailAtOnceWhenNothingIsMissingBeforeIt() {
        a.arrives(1);
        assertThat(told(a.isLost(2, 5))).containsExactly("gap 2-5");
        assertThat(sequencer.lines()).isZero();
        assertThat(told(a.arrives(6))).containsExactly("6");
    }

    @Test
    void announcesALostRangeOnceOnly() {
        a.arrives(4);
        sequencer.overdue(TIMEOUT);
        assertThat(a.isLost(1, 3)).isEmpty();
        assertThat(sequencer.lines()).isZero();
    }

    @Test
    void announcesALostTailAtTheTimeoutOfWhatIsMissingBeforeIt() {
        a.isLost(3, 4);
        assertThat(told(sequencer.overdue(TIMEOUT))).containsExactly("gap 1-2", "gap 3-4");
        assertThat(told(a.arrives(5))).containsExactly("5");
    }

    @Test
    void announcesAGapEarlyRatherThanDropWhenTooManyWait() {
        sequencer = new Sequencer(Duration.ofSeconds(2), 3, 1 << 20);
        a.arrives(2);
        b.arrives(2);
        a.arrives(3);
        assertThat(sequencer.forced()).isZero();

        assertThat(told(b.arrives(3))).containsExactly("gap 1-1", "2", "3");
        assertThat(sequencer.forced()).isEqualTo(1);
        assertThat(sequencer.held()).isEqualTo(2);
        assertThat(told(b.arrives(1))).containsExactly("1", "2", "3");
    }

    @Test
    void announcesAGapEarlyWhenTooManyBytesWait() {
        long one = Sequencer.HELD_OVERHEAD + "deploy".length() + event(A, 2).payload().length;
        sequencer = new Sequencer(Duration.ofSeconds(2), 100, 2 * one);
        a.arrives(2);
        a.arrives(4);
        assertThat(told(a.arrives(6))).containsExactly("gap 1-1", "2");
        assertThat(sequencer.held()).isEqualTo(2);
    }

    @Test
    void passesAnEventInItsTurnEvenWhenNothingMayWait() {
        sequencer = new Sequencer(Duration.ofSeconds(2), 0, 0);
        assertThat(told(a.arrives(2))).containsExactly("gap 1-1", "2");
        assertThat(told(a.arrives(3))).containsExactly("3");
        assertThat(told(a.arrives(1))).containsExactly("1 late");
    }

    @Test
    void keepsItsDeadlinesWhenTheClockWraps() {
        now = Long.MAX_VALUE - 10;
        a.arrives(2);
        assertThat(sequencer.overdue(now + TIMEOUT - 1)).isEmpty();
        assertThat(told(sequencer.overdue(now + TIMEOUT))).containsExactly("gap 1-1", "2");
    }

    private static List<String> told(List<Delivery> deliveries) {
        var told = new ArrayList<String>();
        for (var delivery : deliveries) {
            told.add(
                    switch (delivery) {
                        case Delivery.Event(var event, boolean late, _) ->
                                event.key().sequence() + (late ? " late" : "");
                        case Delivery.Asked asked -> throw new AssertionError(asked);
                        case Delivery.Gap(var gap) -> "gap %d-%d".formatted(gap.from(), gap.to());
                    });
        }
        return told;
    }

    /// What the seen state would know of an origin.
    private final class Done {
        private final OriginBoot boot;
        private final TreeSet<Long> above = new TreeSet<>();
        private long done;

        Done(OriginBoot boot) {
            this.boot = boot;
        }

        List<Delivery> arrives(long sequence) {
            long before = done;
            above.add(sequence);
            advance();
            return sequencer.accept(event(boot, sequence), before, done, now);
        }

        List<Delivery> isLost(long from, long to) {
            long before = done;
            for (long sequence = from; sequence <= to; sequence++) {
                above.add(sequence);
            }
            advance();
            return sequencer.lose(range(boot, from, to), before, done, now);
        }

        void become(long floor) {
            done = floor;
            above.headSet(floor, true).clear();
            advance();
        }

        private void advance() {
            while (above.remove(done + 1)) {
                done++;
            }
        }
    }
}
