package io.starling.gossip.retention;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.node;
import static io.starling.gossip.model.TestEvents.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventMark;
import io.starling.gossip.model.EventProgress;
import io.starling.gossip.model.OriginBoot;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class SeenStateTest {
    private static final int WINDOW = 131_072;
    private static final Duration RETENTION = Duration.ofSeconds(90);
    private static final OriginBoot A = boot(1);
    private static final OriginBoot B = boot(2);

    private SeenState seen = new SeenState(WINDOW, 4_096, RETENTION);
    private long now = 1_000;

    @Test
    void findsTheFirstEventOfAnUnknownOriginNew() {
        assertThat(witness(A, 1)).isEqualTo(new Sighting.New(0, Optional.empty()));
        assertThat(witness(A, 1)).isEqualTo(new Sighting.Seen());
        assertThat(witness(B, 1)).isEqualTo(new Sighting.New(0, Optional.empty()));
        assertThat(seen.origins()).isEqualTo(2);
    }

    @Test
    void allocatesNoGapSetWhileEventsArriveInOrder() {
        for (long sequence = 1; sequence <= 1_000; sequence++) {
            witness(A, sequence);
        }
        assertThat(seen.base(A)).isEqualTo(1_000);
        assertThat(seen.gapSetBytes()).isZero();
        assertThat(seen.gaps()).isZero();
    }

    @Test
    void tellsTheHoleThatAnEventOpensOnce() {
        witness(A, 1);
        assertThat(witness(A, 5)).isEqualTo(new Sighting.New(1, Optional.of(range(A, 2, 4))));
        assertThat(witness(A, 4)).isEqualTo(new Sighting.New(1, Optional.empty()));
        assertThat(witness(A, 8)).isEqualTo(new Sighting.New(1, Optional.of(range(A, 6, 7))));
        assertThat(seen.missing(range(A, 1, 8), 10))
                .containsExactly(range(A, 2, 3), range(A, 6, 7));
    }

    @Test
    void movesTheBaseOnlyWhenAHoleIsFilled() {
        witness(A, 1);
        witness(A, 3);
        witness(A, 4);
        now += RETENTION.multipliedBy(10).toNanos();
        assertThat(seen.base(A)).isEqualTo(1);
        witness(A, 2);
        assertThat(seen.base(A)).isEqualTo(4);
        assertThat(seen.gapSetBytes()).isZero();
    }

    @Test
    void movesTheBaseWhenAHoleIsGivenUp() {
        witness(A, 1);
        witness(A, 5);
        witness(A, 3);
        seen.giveUp(range(A, 2, 4));
        assertThat(seen.base(A)).isEqualTo(5);
        assertThat(witness(A, 2)).isEqualTo(new Sighting.Seen());
        assertThat(seen.gaps()).isZero();
    }

    @Test
    void givesUpALaterHoleWithoutMovingOverAnEarlierOne() {
        witness(A, 2);
        witness(A, 4);
        seen.giveUp(range(A, 3, 3));
        assertThat(seen.base(A)).isZero();
        witness(A, 1);
        assertThat(seen.base(A)).isEqualTo(4);
    }

    @Test
    void givesUpNothingThatNobodySpokeOf() {
        witness(A, 1);
        witness(A, 3);
        seen.giveUp(range(A, 1, Long.MAX_VALUE));
        assertThat(seen.base(A)).isEqualTo(3);
        seen.giveUp(range(B, 1, 5));
        assertThat(seen.base(B)).isZero();
        assertThat(seen.origins()).isEqualTo(1);
    }

    @Test
    void acceptsAnEventAtTheEndOfTheWindowAndNotOneFurther() {
        assertThat(witness(A, WINDOW + 1)).isEqualTo(new Sighting.BeyondWindow());
        assertThat(seen.origins()).isZero();

        assertThat(witness(A, WINDOW)).isInstanceOf(Sighting.New.class);
        assertThat(witness(A, WINDOW + 1)).isEqualTo(new Sighting.BeyondWindow());
        assertThat(witness(A, 1)).isInstanceOf(Sighting.New.class);
        assertThat(witness(A, WINDOW + 1)).isInstanceOf(Sighting.New.class);
        assertThat(seen.gapSetBytes()).isLessThanOrEqualTo(24 * 1024);
    }

    @Test
    void keepsAWholeWindowApart() {
        for (long sequence = 2; sequence <= WINDOW; sequence += 2) {
            assertThat(witness(A, sequence)).isInstanceOf(Sighting.New.class);
        }
        for (long sequence = 1; sequence <= WINDOW; sequence++) {
            assertThat(seen.seen(new EventKey(A, sequence))).isEqualTo(sequence % 2 == 0);
        }
        for (long sequence = 1; sequence <= WINDOW; sequence += 2) {
            assertThat(witness(A, sequence)).isInstanceOf(Sighting.New.class);
        }
        assertThat(seen.base(A)).isEqualTo(WINDOW);
        assertThat(seen.gapSetBytes()).isZero();
    }

    @Test
    void refusesSequencesAtTheEndOfTheNumberRange() {
        assertThat(witness(A, Long.MAX_VALUE)).isEqualTo(new Sighting.BeyondWindow());
        seen.join(A, Long.MAX_VALUE, now);
        assertThat(seen.base(A)).isEqualTo(SeenState.SEQUENCE_MAX);
        assertThat(witness(A, Long.MAX_VALUE)).isEqualTo(new Sighting.BeyondWindow());
        assertThat(witness(A, SeenState.SEQUENCE_MAX + 1)).isEqualTo(new Sighting.BeyondWindow());
        assertThat(seen.hear(A, Long.MAX_VALUE, now)).isEqualTo(new Hearsay.Known());
        assertThat(seen.missing(range(A, 1, Long.MAX_VALUE), 10)).isEmpty();
    }

    @Test
    void hearsOfATailOnce() {
        witness(A, 1);
        assertThat(seen.hear(A, 4, now)).isEqualTo(new Hearsay.News(range(A, 2, 4)));
        assertThat(seen.hear(A, 4, now)).isEqualTo(new Hearsay.Known());
        assertThat(seen.hear(A, 1, now)).isEqualTo(new Hearsay.Known());
        assertThat(seen.hear(A, 6, now)).isEqualTo(new Hearsay.News(range(A, 5, 6)));
        assertThat(witness(A, 3)).isEqualTo(new Sighting.New(1, Optional.empty()));
        assertThat(seen.missing(range(A, 1, 100), 10))
                .containsExactly(range(A, 2, 2), range(A, 4, 6));
    }

    @Test
    void hearsOfAnUnknownOriginFromItsFirstEvent() {
        assertThat(seen.hear(A, 3, now)).isEqualTo(new Hearsay.News(range(A, 1, 3)));
        assertThat(seen.missing(range(A, 1, 3), 10)).containsExactly(range(A, 1, 3));
    }

    @Test
    void passesOverWhatIsSaidBeyondTheWindow() {
        assertThat(seen.hear(A, Long.MAX_VALUE, now))
                .isEqualTo(new Hearsay.News(range(A, 1, WINDOW)));
        assertThat(seen.hear(A, Long.MAX_VALUE, now)).isEqualTo(new Hearsay.Known());
        witness(A, 1);
        assertThat(seen.hear(A, Long.MAX_VALUE, now))
                .isEqualTo(new Hearsay.News(range(A, WINDOW + 1, WINDOW + 1)));
    }

    @Test
    void forgetsWhatNobodyCouldProve() {
        witness(A, 2);
        seen.hear(A, 9, now);
        seen.retract(A);
        assertThat(seen.missing(range(A, 1, 9), 10)).containsExactly(range(A, 1, 1));
        seen.retract(B);
    }

    @Test
    void doesNotSearchAgainForWhatNobodyCouldProve() {
        witness(A, 2);
        seen.hear(A, 9, now);
        seen.retract(A);
        assertThat(seen.hear(A, 9, now)).isEqualTo(new Hearsay.Known());
        assertThat(seen.hear(A, 10, now)).isEqualTo(new Hearsay.News(range(A, 3, 10)));
    }

    @Test
    void searchesAgainForWhatNobodyCouldProveOnceItsOriginIsHeardOf() {
        witness(A, 2);
        seen.hear(A, 9, now);
        seen.retract(A);
        witness(A, 3);
        assertThat(seen.hear(A, 9, now)).isEqualTo(new Hearsay.News(range(A, 4, 9)));
    }

    @Test
    void doesNotForgetWhatAnEventBeyondTheWindowProved() {
        seen.hear(A, WINDOW + 5, now);
        seen.prove(new EventKey(A, WINDOW + 5));
        seen.retract(A);
        assertThat(seen.proven(A)).isEqualTo(WINDOW);
        assertThat(seen.missing(range(A, 1, WINDOW), 10)).containsExactly(range(A, 1, WINDOW));
    }

    @Test
    void takesForHistoryWhatHappenedBeforeTheJoin() {
        assertThat(seen.join(A, 10, now)).isTrue();
        assertThat(witness(A, 10)).isEqualTo(new Sighting.Historic());
        assertThat(witness(A, 1)).isEqualTo(new Sighting.Historic());
        assertThat(seen.seen(new EventKey(A, 10))).isFalse();
        assertThat(seen.hear(A, 10, now)).isEqualTo(new Hearsay.Known());
        assertThat(witness(A, 11)).isEqualTo(new Sighting.New(10, Optional.empty()));
        assertThat(seen.seen(new EventKey(A, 11))).isTrue();
    }

    @Test
    void takesForHistoryWhatASingleEarlierReceiptLeftOpen() {
        witness(A, 57);
        witness(A, 62);
        witness(A, 64);
        assertThat(seen.join(A, 61, now)).isTrue();
        assertThat(seen.base(A)).isEqualTo(62);
        assertThat(witness(A, 57)).isEqualTo(new Sighting.Historic());
        assertThat(seen.missing(range(A, 1, 64), 10)).containsExactly(range(A, 63, 63));
        assertThat(witness(A, 63)).isInstanceOf(Sighting.New.class);
        assertThat(seen.base(A)).isEqualTo(64);
        assertThat(seen.gaps()).isZero();
    }

    @Test
    void makesNoHistoryOfWhatItHasFollowed() {
        witness(A, 1);
        assertThatThrownBy(() -> seen.join(A, 5, now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("followed");
    }

    @Test
    void numbersItsOwnEventsWithoutHoles() {
        assertThat(seen.next(A, now)).isEqualTo(new EventKey(A, 1));
        assertThat(seen.next(A, now)).isEqualTo(new EventKey(A, 2));
        assertThat(seen.seen(new EventKey(A, 2))).isTrue();
        assertThat(seen.seen(new EventKey(A, 3))).isFalse();
        assertThat(seen.marks(16)).containsExactly(new EventMark(A, 2));
    }

    @Test
    void tellsMarksMostRecentlyActiveFirst() {
        for (int i = 1; i <= 20; i++) {
            witness(boot(i), 1);
        }
        witness(boot(3), 2);
        seen.hear(boot(99), 5, now);

        var marks = seen.marks(16);
        assertThat(marks).hasSize(16);
        assertThat(marks).startsWith(new EventMark(boot(3), 2), new EventMark(boot(20), 1));
        assertThat(marks).doesNotContain(new EventMark(boot(99), 5));
    }

    @Test
    void tellsItsProgressWithHoles() {
        witness(A, 1);
        witness(A, 3);
        witness(A, 6);
        seen.hear(A, 9, now);
        witness(B, 1);
        seen.hear(boot(3), 4, now);
        assertThat(seen.progress(1 << 16))
                .containsExactly(
                        new EventProgress(B, 1, 1, List.of()),
                        new EventProgress(A, 1, 6, List.of(range(A, 2, 2), range(A, 4, 5))));
    }

    @Test
    void cutsItsProgressToTheBytesThatItMayHave() {
        for (int i = 1; i <= 100; i++) {
            for (long sequence = 2; sequence <= 200; sequence += 2) {
                witness(boot(i), sequence);
            }
        }
        assertThat(seen.progress(0)).isEmpty();
        var progress = seen.progress(4_000);
        assertThat(progress).hasSizeBetween(2, 80);
        assertThat(progress.getFirst().boot()).isEqualTo(boot(100));
        assertThat(progress.getFirst().missing()).hasSizeLessThanOrEqualTo(64);
    }

    @Test
    void refusesAGapBeyondTheBoundAndNothingElse() {
        seen = new SeenState(WINDOW, 2, 10, 64, RETENTION);
        witness(boot(1), 2);
        witness(boot(2), 2);
        assertThat(witness(boot(3), 2)).isEqualTo(new Sighting.OriginRefused());
        assertThat(seen.hear(boot(3), 1, now)).isEqualTo(new Hearsay.OriginRefused());
        assertThat(witness(boot(3), 1)).isInstanceOf(Sighting.New.class);
        assertThat(witness(boot(3), 3)).isEqualTo(new Sighting.OriginRefused());
        assertThat(witness(boot(1), 4)).isInstanceOf(Sighting.New.class);

        witness(boot(2), 1);
        assertThat(seen.gaps()).isEqualTo(1);
        assertThat(witness(boot(3), 3)).isInstanceOf(Sighting.New.class);
    }

    @Test
    void forgetsTheOriginIdleForLongestWhenFull() {
        seen = new SeenState(WINDOW, 2, 1, 64, RETENTION);
        witness(boot(1), 1);
        witness(boot(2), 1);
        now += RETENTION.toNanos();
        witness(boot(1), 2);
        witness(boot(3), 1);

        assertThat(witness(boot(4), 1)).isEqualTo(new Sighting.OriginRefused());
        now++;
        assertThat(witness(boot(4), 1)).isInstanceOf(Sighting.New.class);
        assertThat(seen.forgotten()).isEqualTo(1);
        assertThat(seen.origins()).isEqualTo(3);
        assertThat(seen.base(boot(2))).isZero();
        assertThat(seen.base(boot(1))).isEqualTo(2);
    }

    @Test
    void doesNotForgetAnOriginWithAGapNorItsOwn() {
        seen = new SeenState(WINDOW, 2, 1, 64, RETENTION);
        seen.next(boot(9), now);
        witness(boot(1), 2);
        witness(boot(2), 1);
        now += RETENTION.toNanos() + 1;
        assertThat(witness(boot(3), 1)).isInstanceOf(Sighting.New.class);
        assertThat(seen.base(boot(2))).isZero();
        assertThat(seen.next(boot(9), now)).isEqualTo(new EventKey(boot(9), 2));
        assertThat(witness(boot(1), 1)).isInstanceOf(Sighting.New.class);
        assertThat(seen.base(boot(1))).isEqualTo(2);
    }

    @Test
    void letsNoNodeMintMoreBootsThanItsQuota() {
        seen = new SeenState(WINDOW, 4_096, 65_536, 2, RETENTION);
        assertThat(seen.witness(new EventKey(boot(1), 1), node(7), now))
                .isInstanceOf(Sighting.New.class);
        assertThat(seen.witness(new EventKey(boot(2), 1), node(7), now))
                .isInstanceOf(Sighting.New.class);
        assertThat(seen.witness(new EventKey(boot(3), 1), node(7), now))
                .isEqualTo(new Sighting.OriginRefused());
        assertThat(seen.origins()).isEqualTo(2);

        assertThat(seen.witness(new EventKey(boot(2), 2), node(7), now))
                .isInstanceOf(Sighting.New.class);
        assertThat(seen.witness(new EventKey(boot(4), 1), node(8), now))
                .isInstanceOf(Sighting.New.class);
        now += RETENTION.toNanos();
        assertThat(seen.witness(new EventKey(boot(3), 1), node(7), now))
                .isInstanceOf(Sighting.New.class);
    }

    @Test
    void keepsItsBoundsUnderAFloodOfOrigins() {
        seen = new SeenState(WINDOW, 16, 32, 64, RETENTION);
        for (int i = 1; i <= 5_000; i++) {
            now += RETENTION.dividedBy(100).toNanos();
            witness(boot(i), 1 + i % 2);
            seen.hear(boot(-i), 3, now);
            assertThat(seen.origins()).isLessThanOrEqualTo(48);
            assertThat(seen.gaps()).isLessThanOrEqualTo(16);
        }
    }

    private Sighting witness(OriginBoot boot, long sequence) {
        return seen.witness(new EventKey(boot, sequence), node(boot.ordinal()), now);
    }
}
