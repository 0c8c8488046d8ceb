package io.starling.gossip.cast;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class SplitTest {
    private static final NodeId NOBODY = new NodeId(0, 0);
    private static final long SEED = 42;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 16, 17, 18, 40, 300, 2_000})
    void runsTileTheArcWithoutTheCut(int members) {
        var ring = Rings.ring(members, members);
        var random = new Random(members);
        for (int i = 0; i < 200; i++) {
            long cut = ring.at(random.nextInt(members)).id().position();
            var arc = i % 4 == 0 ? Arc.whole(cut) : new Arc(random.nextLong(), random.nextLong());
            var runs = split(ring, arc, cut, false);
            for (int probe = 0; probe < 20; probe++) {
                long position = random.nextLong();
                long holders = runs.stream().filter(r -> r.arc().contains(position)).count();
                assertThat(holders).isLessThanOrEqualTo(1);
            }
            for (int at = 0; at < members; at++) {
                long position = ring.at(at).id().position();
                long holders = runs.stream().filter(r -> r.arc().contains(position)).count();
                boolean due = arc.contains(position) && position != cut;
                assertThat(holders).isEqualTo(due ? 1 : 0);
            }
        }
    }

    /// Ranges tile, members do not: whom the parent does not know may be known to the neighbour.
    @Test
    void runOfOneMemberReachesUpToTheNextKnownOne() {
        var ring =
                Ring.of(List.of(Rings.member(1, 100), Rings.member(2, 200), Rings.member(3, 300)));
        var runs = split(ring, Arc.whole(100), 100, false);
        assertThat(runs).extracting(Run::arc).containsExactly(new Arc(101, 300), new Arc(300, 100));
    }

    @Test
    void arcIsCutRoundItsFirstDelegate() {
        var ring = Ring.of(List.of(Rings.member(1, 10), Rings.member(2, 20), Rings.member(3, 30)));
        var runs = split(ring, new Arc(5, 40), 20, false);
        assertThat(runs).extracting(Run::arc).containsExactly(new Arc(21, 40), new Arc(5, 20));
    }

    @Test
    void makesAtMostSixteenPieces() {
        var ring = Rings.ring(5_000, 3);
        var runs =
                split(
                        ring,
                        Arc.whole(ring.at(0).id().position()),
                        ring.at(0).id().position(),
                        false);
        assertThat(runs).hasSize(Split.WAYS_MAX);
        assertThat(runs).allSatisfy(run -> assertThat(run.second()).isPresent());
    }

    @Test
    void sendsDirectlyToSixteenAndDelegatesMore() {
        long cut = 0;
        assertThat(split(Rings.ring(16, 1), Arc.whole(cut), cut, false)).hasSize(16);
        assertThat(split(Rings.ring(17, 1), Arc.whole(cut), cut, false)).hasSize(2);
    }

    @Test
    void economyDoublesTheUpperLevelsOnly() {
        var ring = Rings.ring(1_000, 5);
        long cut = ring.at(0).id().position();
        assertThat(split(ring, Arc.whole(cut), cut, true))
                .allMatch(run -> run.second().isPresent());
        var few = Rings.ring(60, 5);
        assertThat(split(few, Arc.whole(cut), cut, true)).allMatch(run -> run.second().isEmpty());
    }

    @Test
    void leavesOutTheOrigin() {
        var members = Rings.random(10, 6);
        var origin = members.get(4).id();
        long cut = members.getFirst().id().position();
        var runs = new Split(Ring.of(members), Arc.whole(cut), cut, origin, SEED, false).runs();
        assertThat(runs).hasSize(8).noneMatch(run -> run.first().id().equals(origin));
    }

    /// Equal pieces of hash space: one unknown member moves no boundary but that of its neighbours.
    @Test
    void viewsThatDifferALittleMakeTheSamePieces() {
        var members = Rings.random(1_000, 7);
        long cut = members.getFirst().id().position();
        var whole = split(Ring.of(members), Arc.whole(cut), cut, false);
        var random = new Random(8);
        var partial = new ArrayList<>(members);
        partial.removeIf(member -> random.nextInt(20) == 0 && member.id().position() != cut);
        var other = split(Ring.of(partial), Arc.whole(cut), cut, false);
        assertThat(other).extracting(Run::arc).isEqualTo(whole.stream().map(Run::arc).toList());
        long sameDelegates =
                other.stream().filter(run -> whole.stream().anyMatch(w -> same(w, run))).count();
        assertThat(sameDelegates).isGreaterThanOrEqualTo(8);
    }

    private static boolean same(Run one, Run other) {
        return one.arc().equals(other.arc()) && one.first().equals(other.first());
    }

    @Test
    void suspectIsNoDelegateWhileThereAreOthers() {
        var members = new ArrayList<Member>();
        var random = new Random(9);
        for (int i = 1; i <= 200; i++) {
            var status = i % 2 == 0 ? Status.SUSPECT : Status.ALIVE;
            members.add(Rings.member(i, random.nextLong(), status));
        }
        var runs = split(Ring.of(Rings.sorted(members)), Arc.whole(0), 0, false);
        assertThat(runs)
                .allMatch(run -> run.first().status() == Status.ALIVE)
                .allMatch(run -> run.second().orElseThrow().status() == Status.ALIVE);
    }

    @Test
    void suspectsAreAskedWhereThereIsNobodyElse() {
        var members = new ArrayList<Member>();
        for (int i = 1; i <= 40; i++) {
            members.add(Rings.member(i, i * 0x0600_0000_0000_0000L, Status.SUSPECT));
        }
        assertThat(split(Ring.of(Rings.sorted(members)), Arc.whole(0), 0, false))
                .hasSizeGreaterThan(1);
    }

    /// Ids that are not random must not make it run for ever, or lose somebody.
    @Test
    void membersAtOnePositionAreSentToDirectly() {
        var members = new ArrayList<Member>();
        for (int i = 1; i <= 40; i++) {
            members.add(Rings.member(i, 7));
        }
        var runs = split(Ring.of(members), new Arc(7, 8), 100, false);
        assertThat(runs).hasSize(40).noneMatch(run -> run.arc().isWhole());
    }

    private static List<Run> split(Ring ring, Arc arc, long cut, boolean economy) {
        return new Split(ring, arc, cut, NOBODY, SEED, economy).runs();
    }
}
