package io.starling.gossip.cast;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.Member;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/// The tree alone: every copy arrives, at once, in the order of sending.
class CastTest {
    private static final long SEED = 99;

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "17,1", "18,3", "100,3", "1000,4", "5000,5"})
    void everyMemberGetsItWithinAFewHops(int members, int hopsMax) {
        for (boolean economy : List.of(false, true)) {
            var journey = new Spreading(Rings.random(members, members), economy);
            journey.spread();
            assertThat(journey.copies).hasSize(members - 1);
            assertThat(journey.deepest).isLessThanOrEqualTo(hopsMax);
        }
    }

    @Test
    void costsLittleMoreThanTwoCopiesEachAndOneInEconomy() {
        assertThat(copiesEach(1_000, false)).isBetween(1.9, 2.3);
        assertThat(copiesEach(1_000, true)).isBetween(1.0, 1.25);
    }

    private static double copiesEach(int members, boolean economy) {
        double copies = 0;
        for (int i = 0; i < 10; i++) {
            var journey = new Spreading(Rings.random(members, i), economy);
            journey.spread();
            copies += journey.copies.values().stream().mapToInt(n -> n).sum();
        }
        return copies / 10 / (members - 1);
    }

    /// Whoever is unknown to a few is brought the event by a neighbour.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsAlmostEveryoneThoughViewsDiffer(long seed) {
        var members = Rings.random(1_000, seed);
        var random = new Random(seed);
        var views = new HashMap<Member, Ring>();
        for (var self : members) {
            var view = new ArrayList<>(members);
            view.removeIf(other -> !other.equals(self) && random.nextInt(20) == 0);
            views.put(self, Ring.of(view));
        }
        var journey = new Spreading(members, false, views::get);
        journey.spread();
        assertThat(journey.copies.size()).isGreaterThanOrEqualTo(996);
        assertThat(journey.total()).isLessThan(3_000);
    }

    /// "A larger arc that contains this one was executed" is no reason to stop.
    @Test
    void executesASmallerArcThoughALargerOneWasExecuted() {
        var ring = Rings.ring(200, 3);
        var self = ring.at(10).id();
        var cast = new Cast(self, ring.at(0).id(), SEED, false);
        assertThat(cast.execute(ring, Arc.whole(0), 0, true)).isNotEmpty();
        var smaller = new Arc(ring.at(50).id().position(), ring.at(90).id().position());
        assertThat(cast.execute(ring, smaller, self.position(), true)).isNotEmpty();
        assertThat(cast.execute(ring, smaller, self.position(), true)).isEmpty();
    }

    @Test
    void parallelDelegatesChooseTheSameChildren() {
        var ring = Rings.ring(400, 4);
        var origin = ring.at(0).id();
        var arc = new Arc(ring.at(20).id().position(), ring.at(320).id().position());
        var first = ring.at(100).id();
        var second = ring.at(200).id();
        var byFirst =
                new Cast(first, origin, SEED, false).execute(ring, arc, first.position(), false);
        var bySecond =
                new Cast(second, origin, SEED, false).execute(ring, arc, first.position(), true);
        var arcs = bySecond.stream().filter(t -> t.members() > 1).map(Task::arc).toList();
        long shared =
                byFirst.stream()
                        .filter(task -> arcs.contains(task.arc()))
                        .filter(
                                task ->
                                        bySecond.stream()
                                                .anyMatch(t -> t.target().equals(task.target())))
                        .count();
        assertThat(shared).isGreaterThanOrEqualTo(byFirst.size() / 2);
    }

    /// A substitute splits where the first would have, and the first gets a copy for itself.
    @Test
    void substituteSendsALeafToTheDelegateInWhosePlaceItIs() {
        var ring = Rings.ring(60, 5);
        var self = ring.at(30).id();
        var first = ring.at(20);
        var arc = new Arc(ring.at(10).id().position(), ring.at(50).id().position());
        var cast = new Cast(self, ring.at(0).id(), SEED, true);
        var tasks = cast.execute(ring, arc, first.id().position(), false);
        assertThat(tasks.getFirst().target()).isEqualTo(first);
        assertThat(tasks.getFirst().duty()).isEqualTo(Duty.LEAF);
    }

    @Test
    void delegateWhoseSisterHasTheArcSendsNoLeafUntilItIsAlone() {
        var ring = Rings.ring(60, 5);
        var self = ring.at(30).id();
        var first = ring.at(20);
        var arc = new Arc(ring.at(10).id().position(), ring.at(50).id().position());
        var cast = new Cast(self, ring.at(0).id(), SEED, true);
        assertThat(cast.execute(ring, arc, first.id().position(), true))
                .noneMatch(task -> task.target().equals(first));
        assertThat(cast.execute(ring, arc, first.id().position(), false))
                .singleElement()
                .satisfies(
                        task -> {
                            assertThat(task.target()).isEqualTo(first);
                            assertThat(task.duty()).isEqualTo(Duty.LEAF);
                        });
    }

    @Test
    void delegateHeardExecutingTheArcIsAtWork() {
        var ring = Rings.ring(60, 5);
        var first = ring.at(20);
        var arc = new Arc(1, 2);
        var cast = new Cast(ring.at(30).id(), ring.at(0).id(), SEED, true);
        assertThat(cast.isAtWork(first.endpoint(), arc)).isFalse();
        cast.heard(first.endpoint(), Mix.via(arc));
        assertThat(cast.isAtWork(first.endpoint(), arc)).isTrue();
        assertThat(cast.isAtWork(first.endpoint(), new Arc(1, 3))).isFalse();
        assertThat(cast.isAtWork(ring.at(21).endpoint(), arc)).isFalse();
    }

    @Test
    void substitutesAreOthersUntilNobodyIsLeft() {
        var ring = Rings.ring(400, 6);
        var self = ring.at(0).id();
        var cast = new Cast(self, self, SEED, true);
        var task =
                cast.execute(ring, Arc.whole(self.position()), self.position(), false).stream()
                        .filter(t -> t.members() > Split.WINDOW)
                        .findFirst()
                        .orElseThrow();
        var asked = new ArrayList<Member>();
        asked.add(task.target());
        for (int i = 1; i < Split.WINDOW; i++) {
            var substitute = cast.substitute(ring, task, i).orElseThrow();
            assertThat(asked).doesNotContain(substitute.target());
            assertThat(substitute.duty()).isEqualTo(Duty.ALONE);
            assertThat(substitute.cut()).isEqualTo(task.cut());
            asked.add(substitute.target());
        }
        assertThat(cast.substitute(ring, task, Split.WINDOW)).isEmpty();
    }

    /// Else who is skipped because it is this node would be asked for by its place again.
    @Test
    void substitutesOfARangeWithThisNodeInItAreOthersToo() {
        var ring = Rings.ring(40, 7);
        var arc = Arc.whole(0);
        for (int self = 0; self < ring.size(); self++) {
            var cast = new Cast(ring.at(self).id(), Rings.member(99, 1).id(), SEED, true);
            var first = ring.at(self == 0 ? 1 : 0);
            var task = new Task(first, arc, 40, 0, 1, Duty.ALONE, Optional.empty());
            var asked = new ArrayList<Member>();
            for (int i = 0; i < Split.WINDOW; i++) {
                cast.substitute(ring, task, i).map(Task::target).ifPresent(asked::add);
            }
            assertThat(asked).doesNotHaveDuplicates().doesNotContain(ring.at(self));
            assertThat(asked).hasSizeGreaterThanOrEqualTo(Split.WINDOW - 1);
        }
    }

    @Test
    void arcsOfOneEventAreBoundedButForThoseExecuted() {
        var ring = Rings.ring(40, 7);
        var cast = new Cast(ring.at(0).id(), ring.at(1).id(), SEED, true);
        for (int i = 1; i <= Cast.ARCS_MAX; i++) {
            assertThat(cast.isTooMuch(new Arc(i, i + 1))).isFalse();
            cast.execute(ring, new Arc(i, i + 1), 0, false);
        }
        assertThat(cast.isTooMuch(new Arc(100, 101))).isTrue();
        assertThat(cast.isTooMuch(new Arc(1, 2))).isFalse();
        assertThat(cast.hasExecuted(new Arc(1, 2))).isTrue();
        assertThat(cast.hasExecuted(new Arc(1, 3))).isFalse();
    }

    @Test
    void theFirstThreeSourcesAreRemembered() {
        var cast = new Cast(Rings.member(1, 1).id(), Rings.member(2, 2).id(), SEED, true);
        for (int i = 1; i <= Cast.SOURCES_MAX; i++) {
            assertThat(cast.heard(Rings.member(i, i).endpoint(), 1)).isTrue();
        }
        assertThat(cast.heard(Rings.member(9, 9).endpoint(), 1)).isFalse();
        assertThat(cast.cameFrom(Rings.member(9, 9).endpoint())).isFalse();
    }

    /// One event from the first member to all.
    private static final class Spreading {
        final Map<Member, Integer> copies = new HashMap<>();
        int deepest;
        private final List<Member> members;
        private final boolean economy;
        private final Function<Member, Ring> views;
        private final Map<Member, Cast> casts = new HashMap<>();
        private final ArrayDeque<Sent> sent = new ArrayDeque<>();

        private record Sent(Task task, int hop) {}

        Spreading(List<Member> members, boolean economy) {
            var ring = Ring.of(members);
            this(members, economy, _ -> ring);
        }

        Spreading(List<Member> members, boolean economy, Function<Member, Ring> views) {
            this.members = members;
            this.economy = economy;
            this.views = views;
        }

        int total() {
            return copies.values().stream().mapToInt(count -> count).sum();
        }

        void spread() {
            var origin = members.getFirst();
            long at = origin.id().position();
            run(origin, Arc.whole(at), at, false, 0);
            while (!sent.isEmpty()) {
                var next = sent.removeFirst();
                var task = next.task();
                copies.merge(task.target(), 1, Integer::sum);
                deepest = Math.max(deepest, next.hop());
                if (task.duty() != Duty.LEAF) {
                    run(
                            task.target(),
                            task.arc(),
                            task.cut(),
                            task.duty() == Duty.SHARED,
                            next.hop());
                }
            }
        }

        private void run(Member at, Arc arc, long cut, boolean shared, int hop) {
            var origin = members.getFirst().id();
            casts.computeIfAbsent(at, node -> new Cast(node.id(), origin, SEED, economy))
                    .execute(views.apply(at), arc, cut, shared)
                    .forEach(task -> sent.add(new Sent(task, hop + 1)));
        }
    }
}
