package io.starling.gossip.membership;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.dead;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.Fixtures.incarnation;
import static io.starling.gossip.Fixtures.left;
import static io.starling.gossip.Fixtures.member;
import static io.starling.gossip.Fixtures.suspect;
import static io.starling.gossip.model.Status.ALIVE;
import static io.starling.gossip.model.Status.DEAD;
import static io.starling.gossip.model.Status.LEFT;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.SplittableRandom;

class TombstonesTest {
    private final Tombstones tombstones = new Tombstones();

    @Test
    void theGoneAreDueWhenTheirTimeIsOver() {
        tombstones.bury(id(1), 100, 50);
        tombstones.bury(id(2), 110, 50);
        assertThat(tombstones.due(149)).isEmpty();
        assertThat(tombstones.due(150)).containsExactly(id(1));
        assertThat(tombstones.due(160)).containsExactly(id(1), id(2));
        tombstones.bury(id(1), 155, 50);
        assertThat(tombstones.due(160)).containsExactly(id(2));
        tombstones.clear(id(2));
        assertThat(tombstones.due(160)).isEmpty();
    }

    @Test
    void timeMayWrap() {
        tombstones.bury(id(1), Long.MAX_VALUE - 10, 50);
        assertThat(tombstones.due(Long.MAX_VALUE)).isEmpty();
        assertThat(tombstones.buriedWithin(30, Long.MIN_VALUE + 10)).containsExactly(id(1));
        assertThat(tombstones.due(Long.MIN_VALUE + 39)).containsExactly(id(1));
    }

    @Test
    void thoseBuriedLatelyComeLastFirst() {
        tombstones.bury(id(1), 100, 1_000);
        tombstones.bury(id(2), 110, 1_000);
        tombstones.bury(id(3), 120, 1_000);
        assertThat(tombstones.buriedWithin(30, 129)).containsExactly(id(3), id(2), id(1));
        assertThat(tombstones.buriedWithin(30, 130)).containsExactly(id(3), id(2));
        tombstones.bury(id(1), 130, 1_000);
        assertThat(tombstones.buriedWithin(30, 149)).containsExactly(id(1), id(3));
    }

    @Test
    void beyondTheBoundTheFirstReapedIsForgottenAndThatIsCounted() {
        for (int number = 0; number < Tombstones.REAPED_MAX; number++) {
            assertThat(tombstones.reap(id(number), incarnation(0))).isZero();
        }
        assertThat(tombstones.forbids(id(0), incarnation(0))).isTrue();
        // Known again, and so not the first any more.
        assertThat(tombstones.reap(id(0), incarnation(1))).isZero();
        assertThat(tombstones.reap(id(Tombstones.REAPED_MAX), incarnation(0))).isEqualTo(1);
        assertThat(tombstones.forbids(id(0), incarnation(1))).isTrue();
        assertThat(tombstones.forbids(id(1), incarnation(0))).isFalse();
        assertThat(tombstones.forbids(id(2), incarnation(0))).isTrue();
    }

    /// Any interleaving of rumors, rows of others, deaths, reaping and returns: a member that was
    /// reaped is never seen again at the incarnation that it was reaped at, or an older one.
    @Test
    void aReapedMemberNeverReappearsWithoutANewerIncarnation() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            var stones = new Tombstones();
            var table = new MemberTable(member(50, ALIVE, 0), 100, stones);
            var floor = new HashMap<NodeId, Incarnation>();
            for (int step = 0; step < 300; step++) {
                int number = random.nextInt(4);
                long at = random.nextLong(6);
                switch (random.nextInt(8)) {
                    case 0, 1 -> table.merge(alive(number, at));
                    case 2 -> table.merge(suspect(number, at, 7));
                    case 3 -> table.merge(dead(number, at, 7));
                    case 4 -> table.merge(left(number, at));
                    case 5 -> table.learn(member(number, DEAD, at));
                    case 6 -> table.learn(member(number, LEFT, at));
                    default ->
                            table.remove(id(number))
                                    .ifPresent(
                                            gone -> {
                                                stones.reap(gone.id(), gone.incarnation());
                                                floor.put(gone.id(), gone.incarnation());
                                            });
                }
                for (var row : table.snapshot()) {
                    assertThat(isNewer(row, floor.get(row.id())))
                            .as("seed %d, step %d, %s", seed, step, row)
                            .isTrue();
                }
            }
            assertThat(floor).as("seed %d reaps", seed).isNotEmpty();
        }
    }

    private static boolean isNewer(
            Member row, @org.jspecify.annotations.Nullable Incarnation floor) {
        return floor == null || row.incarnation().compareTo(floor) > 0;
    }
}
