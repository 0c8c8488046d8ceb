package io.starling.gossip.retention;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.endpoint;
import static io.starling.gossip.model.TestEvents.node;
import static io.starling.gossip.model.TestEvents.range;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.retention.GapPull.Ask;
import io.starling.gossip.retention.GapPull.Expired;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class GapPullTest {
    private static final long MILLI = 1_000_000;
    private static final long DELAY = 50 * MILLI;
    private static final Duration RETENTION = Duration.ofSeconds(90);
    private static final OriginBoot A = boot(1);
    private static final Endpoint P = endpoint(1);
    private static final Endpoint Q = endpoint(2);

    private final SeenState seen = new SeenState(131_072, 4_096, RETENTION);
    private GapPull pulls = new GapPull(Duration.ofMillis(50), RETENTION);
    private final List<Optional<Endpoint>> excepted = new ArrayList<>();
    private Optional<Endpoint> other = Optional.of(Q);

    @Test
    void wantsNothingAtFirst() {
        assertThat(pulls.nextDeadline()).isEmpty();
        assertThat(due(DELAY)).isEmpty();
        assertThat(pulls.expire(DELAY)).isEmpty();
    }

    @Test
    void asksTheInformantAfterTheFirstDelayAndNotBefore() {
        hear(3, 0);
        assertThat(pulls.nextDeadline()).hasValue(DELAY);
        assertThat(due(DELAY - 1)).isEmpty();
        assertThat(due(DELAY)).containsExactly(new Ask(P, List.of(range(A, 1, 3))));
    }

    @Test
    void asksForNothingThatHasComeMeanwhile() {
        hear(3, 0);
        see(1);
        see(2);
        see(3);
        assertThat(due(DELAY)).isEmpty();
        assertThat(pulls.holes()).isZero();
        assertThat(pulls.nextDeadline()).isEmpty();
    }

    @Test
    void asksForTheRestOfAHole() {
        hear(9, 0);
        see(3);
        see(5);
        assertThat(due(DELAY))
                .containsExactly(
                        new Ask(P, List.of(range(A, 1, 2), range(A, 4, 4), range(A, 6, 9))));
    }

    @Test
    void asksRandomMembersAtDoublingDelaysWhileNobodyAnswers() {
        hear(1, 0);
        var times = new ArrayList<Long>();
        for (long now = 0; now < RETENTION.toNanos(); now += 10 * MILLI) {
            for (var ask : due(now)) {
                times.add(now / MILLI);
                assertThat(ask.target()).isEqualTo(times.size() == 1 ? P : Q);
            }
        }
        assertThat(times).startsWith(50L, 150L, 350L, 750L, 1_550L, 3_150L, 6_350L, 11_350L);
        assertThat(times).hasSizeLessThan(25);
    }

    @Test
    void stopsWhenRetentionEnds() {
        hear(3, 0);
        assertThat(pulls.expire(RETENTION.toNanos() - 1)).isEmpty();
        assertThat(pulls.expire(RETENTION.toNanos()))
                .containsExactly(new Expired(range(A, 1, 3), 0));
        assertThat(pulls.nextDeadline()).isEmpty();
    }

    @Test
    void keepsItsBackOffWhenItIsAlone() {
        other = Optional.empty();
        hear(1, 0);
        assertThat(due(DELAY)).hasSize(1);
        assertThat(due(150 * MILLI)).isEmpty();
        assertThat(due(350 * MILLI)).isEmpty();
        other = Optional.of(Q);
        assertThat(due(750 * MILLI)).hasSize(1);
    }

    @Test
    void followsTheAnswersOfTheMemberThatAnswers() {
        hear(200, 0);
        assertThat(due(DELAY)).containsExactly(new Ask(P, List.of(range(A, 1, 200))));
        long now = DELAY + MILLI;
        for (int sequence = 1; sequence <= 63; sequence++) {
            answered(sequence, P, now);
            assertThat(due(now)).isEmpty();
        }
        answered(64, P, now);
        assertThat(due(now)).containsExactly(new Ask(P, List.of(range(A, 65, 200))));
    }

    @Test
    void asksForTheRestShortlyAfterTheLastAnswerWhenSomeWereLost() {
        hear(64, 0);
        due(DELAY);
        for (int sequence = 2; sequence <= 64; sequence++) {
            answered(sequence, Q, DELAY);
        }
        assertThat(due(DELAY)).isEmpty();
        assertThat(due(DELAY + 10 * MILLI)).containsExactly(new Ask(Q, List.of(range(A, 1, 1))));
    }

    /// Campaign seed 866: nobody had the beginning any more, and what came after it was never asked
    /// for.
    @Test
    void asksForWhatComesNextWhenNobodyHasTheOldest() {
        hear(200, 0);
        assertThat(due(DELAY).getFirst().ranges().getFirst().from()).isEqualTo(1);
        assertThat(due(10 * DELAY).getFirst().ranges().getFirst().from()).isEqualTo(65);
        assertThat(due(100 * DELAY).getFirst().ranges().getFirst().from()).isEqualTo(129);
        assertThat(due(400 * DELAY).getFirst().ranges().getFirst().from()).isEqualTo(193);
        assertThat(due(800 * DELAY).getFirst().ranges().getFirst().from()).isEqualTo(1);
    }

    @Test
    void asksOneMemberForOneAnswersWorthOfManyHoles() {
        for (long sequence = 2; sequence <= 400; sequence += 2) {
            open(sequence, 0);
        }
        var asks = due(DELAY);
        assertThat(asks).hasSize(1);
        assertThat(asks.getFirst().ranges()).hasSize(PullAnswer.RANGES_MAX);
        assertThat(asks.getFirst().ranges()).startsWith(range(A, 1, 1), range(A, 3, 3));

        assertThat(due(DELAY + 10 * MILLI - 1)).isEmpty();
        var next = due(DELAY + 10 * MILLI);
        assertThat(next).hasSize(1);
        long first = 2L * PullAnswer.RANGES_MAX + 1;
        assertThat(next.getFirst().ranges())
                .hasSize(PullAnswer.RANGES_MAX)
                .startsWith(range(A, first, first));
    }

    @Test
    void asksSomebodyElseSoonWhenOneNoLongerHasIt() {
        hear(3, 0);
        due(DELAY);
        assertThat(pulls.gone(range(A, 1, 3), P, DELAY)).isEmpty();
        assertThat(due(DELAY + 10 * MILLI)).containsExactly(new Ask(Q, List.of(range(A, 1, 3))));
        assertThat(excepted).containsExactly(Optional.of(P));
    }

    @Test
    void givesUpWhatTwoMembersNoLongerHave() {
        hear(9, 0);
        pulls.gone(range(A, 1, 6), P, DELAY);
        assertThat(pulls.gone(range(A, 4, 20), Q, DELAY)).containsExactly(range(A, 4, 6));
    }

    @Test
    void doesNotCountOneMemberTwice() {
        hear(3, 0);
        assertThat(pulls.gone(range(A, 1, 3), P, DELAY)).isEmpty();
        assertThat(pulls.gone(range(A, 1, 3), P, DELAY)).isEmpty();
        assertThat(pulls.expire(RETENTION.toNanos()))
                .containsExactly(new Expired(range(A, 1, 3), 3));
    }

    @Test
    void doesNotAskInACircleWhoSaysTheSameAgain() {
        hear(3, 0);
        int asked = 0;
        for (long now = 0; now < RETENTION.toNanos(); now += MILLI) {
            for (var ask : due(now)) {
                asked++;
                ask.ranges().forEach(range -> pulls.gone(range, P, DELAY));
            }
        }
        assertThat(asked).isLessThan(25);
    }

    @Test
    void ignoresThatIsGoneWhatNobodyWants() {
        hear(3, 0);
        pulls.gone(range(A, 5, 9), P, DELAY);
        pulls.gone(range(boot(2), 1, 9), P, DELAY);
        assertThat(pulls.gone(range(A, 1, Long.MAX_VALUE), Q, DELAY)).isEmpty();
    }

    @Test
    void ignoresAnAnswerThatNobodyWanted() {
        hear(3, 0);
        pulls.answered(new EventKey(A, 4), P, 0);
        pulls.answered(new EventKey(boot(2), 1), P, 0);
        pulls.answered(new EventKey(boot(0), 1), P, 0);
        assertThat(pulls.nextDeadline()).hasValue(DELAY);
    }

    @Test
    void mergesHolesAtTheBoundAndLosesNone() {
        pulls = new GapPull(Duration.ofMillis(50), RETENTION, 4);
        for (long sequence = 2; sequence <= 40; sequence += 2) {
            open(sequence, 0);
        }
        assertThat(pulls.holes()).isEqualTo(4);
        pulls.want(range(boot(2), 1, 1), P, 0);
        assertThat(pulls.holes()).isEqualTo(5);

        var asked = due(DELAY).getFirst().ranges().stream().mapToLong(EventRange::count).sum();
        assertThat(asked).isEqualTo(20);
    }

    @Test
    void forgetsWhatLiesAbove() {
        hear(3, 0);
        hear(6, 0);
        hear(9, 0);
        pulls.forgetAbove(A, 4);
        assertThat(due(DELAY).getFirst().ranges()).containsExactly(range(A, 1, 3), range(A, 4, 4));
        pulls.forgetAbove(A, 0);
        assertThat(pulls.holes()).isZero();
        pulls.forgetAbove(boot(2), 0);
    }

    @Test
    void keepsItsDeadlinesWhenTheClockWraps() {
        long start = Long.MAX_VALUE - 5;
        hear(1, start);
        assertThat(due(start + DELAY - 1)).isEmpty();
        assertThat(due(start + DELAY)).hasSize(1);
        assertThat(pulls.expire(start + RETENTION.toNanos() - 1)).isEmpty();
        assertThat(pulls.expire(start + RETENTION.toNanos())).hasSize(1);
    }

    private void hear(long sequence, long now) {
        if (seen.hear(A, sequence, now) instanceof Hearsay.News(var missing)) {
            pulls.want(missing, P, now);
        }
    }

    private void open(long sequence, long now) {
        if (seen.witness(new EventKey(A, sequence), node(1), now)
                instanceof Sighting.New(_, var opened)) {
            opened.ifPresent(hole -> pulls.want(hole, P, now));
        }
    }

    private void see(long sequence) {
        seen.witness(new EventKey(A, sequence), node(1), 0);
    }

    private void answered(long sequence, Endpoint source, long now) {
        see(sequence);
        pulls.answered(new EventKey(A, sequence), source, now);
    }

    private List<Ask> due(long now) {
        return pulls.due(
                now,
                seen,
                except -> {
                    excepted.add(except);
                    return other;
                });
    }
}
