package io.starling.gossip.membership;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.dead;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.Fixtures.member;
import static io.starling.gossip.Fixtures.suspect;
import static io.starling.gossip.model.Status.ALIVE;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.dissemination.RetransmitLimit;
import io.starling.gossip.model.NodeId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;

/// What "SWIM" (Das, Gupta, Motivala 2002) says, sentence by sentence.
class SwimPaperTest {
    private final MemberTable table = new MemberTable(member(0, ALIVE, 0), 1_000, new Tombstones());
    private final ProbeRing ring = new ProbeRing();
    private final SplittableRandom random = new SplittableRandom(11);

    /// SWIM §4.3: "each member is probed exactly once in each round".
    @Test
    void everyMemberIsProbedOnceARound() {
        introduce(1, 20);
        for (int round = 0; round < 5; round++) {
            assertThat(new HashSet<>(probe(20))).hasSize(20).doesNotContain(id(0));
        }
    }

    /// SWIM §4.3: "after completing a traversal of the entire list, rearranges the membership list
    /// to a random reordering".
    @Test
    void everyRoundHasAnotherOrder() {
        introduce(1, 20);
        assertThat(probe(20)).isNotEqualTo(probe(20));
    }

    /// SWIM §4.3: "a newly joining member is inserted at a position chosen uniformly at random", so
    /// the worst case between two probes of a member is two rounds.
    @Test
    void aNewcomerIsProbedWithinTheRoundAndTheOrderOfItsNeighboursStays() {
        introduce(1, 20);
        probe(5);
        introduce(21, 21);
        ring.add(id(21), random);
        assertThat(probe(16)).contains(id(21));
        assertThat(new HashSet<>(probe(21))).hasSize(21);
    }

    /// SWIM §4.2: a suspected member is probed on; a confirmed dead one is not.
    @Test
    void suspectsAreProbedAndTheDeadAreNot() {
        introduce(1, 3);
        table.merge(suspect(1, 0, 2));
        table.merge(dead(2, 0, 1));
        for (int round = 0; round < 3; round++) {
            assertThat(probe(2)).containsExactlyInAnyOrder(id(1), id(3));
        }
    }

    @Test
    void nobodyIsProbedWhereNobodyElseIs() {
        assertThat(ring.next(table, random)).isEmpty();
    }

    /// SWIM §4.1: a member is told of λ·log(n) times.
    @Test
    void rumorsAreToldALogarithmicNumberOfTimes() {
        assertThat(RetransmitLimit.of(4, 1)).isEqualTo(4);
        assertThat(RetransmitLimit.of(4, 9)).isEqualTo(4);
        assertThat(RetransmitLimit.of(4, 10)).isEqualTo(8);
        assertThat(RetransmitLimit.of(4, 99)).isEqualTo(8);
        assertThat(RetransmitLimit.of(4, 100)).isEqualTo(12);
        assertThat(RetransmitLimit.of(3, 10_000)).isEqualTo(15);
    }

    /// SWIM §4.2: "an Alive message with a higher incarnation number overrides a Suspect".
    @Test
    void aRefutationEndsASuspicion() {
        introduce(1, 1);
        table.merge(suspect(1, 0, 2));
        assertThat(table.merge(alive(1, 0))).isInstanceOf(Merge.Stale.class);
        assertThat(table.merge(alive(1, 1))).isInstanceOf(Merge.Changed.class);
        assertThat(table.get(id(1)).orElseThrow().status()).isEqualTo(ALIVE);
    }

    private void introduce(int from, int to) {
        for (int number = from; number <= to; number++) {
            table.merge(alive(number, 0));
        }
    }

    private List<NodeId> probe(int count) {
        var probed = new ArrayList<NodeId>();
        for (int i = 0; i < count; i++) {
            probed.add(ring.next(table, random).orElseThrow().id());
        }
        return probed;
    }
}
