package io.starling.gossip.membership;

import static io.starling.gossip.Fixtures.BOOT;
import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.dead;
import static io.starling.gossip.Fixtures.endpoint;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.Fixtures.incarnation;
import static io.starling.gossip.Fixtures.left;
import static io.starling.gossip.Fixtures.member;
import static io.starling.gossip.Fixtures.suspect;
import static io.starling.gossip.model.Status.ALIVE;
import static io.starling.gossip.model.Status.DEAD;
import static io.starling.gossip.model.Status.LEFT;
import static io.starling.gossip.model.Status.SUSPECT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

class MemberTableTest {
    private final Tombstones tombstones = new Tombstones();
    private final MemberTable table = new MemberTable(member(50, ALIVE, 0), 100, tombstones);

    @Test
    void keepsRowsInTheOrderOfTheirIds() {
        for (int number : new int[] {70, 10, 60, 40}) {
            table.merge(alive(number, 0));
        }
        assertThat(table.snapshot())
                .extracting(Member::id)
                .containsExactly(id(10), id(40), id(50), id(60), id(70));
        assertThat(table.after(id(40))).isEqualTo(2);
        assertThat(table.after(id(41))).isEqualTo(2);
        assertThat(table.after(id(70))).isEqualTo(5);
    }

    @Test
    void onlyAnAliveClaimIntroducesAMember() {
        assertThat(table.merge(suspect(1, 0, 2))).isInstanceOf(Merge.Stale.class);
        assertThat(table.merge(dead(1, 0, 2))).isInstanceOf(Merge.Stale.class);
        assertThat(table.merge(left(1, 0))).isInstanceOf(Merge.Stale.class);
        assertThat(table.merge(alive(1, 0))).isInstanceOf(Merge.Changed.class);
        assertThat(table.participants()).isEqualTo(2);
    }

    @Test
    void aSnapshotNeverChanges() {
        table.merge(alive(1, 0));
        var before = table.snapshot();
        table.merge(suspect(1, 0, 2));
        table.merge(alive(2, 0));
        table.remove(id(1));
        assertThat(before).extracting(Member::status).containsExactly(ALIVE, ALIVE);
        assertThat(table.snapshot()).extracting(Member::id).containsExactly(id(2), id(50));
    }

    @Test
    void aFormedTableIsSharedUntilItIsChanged() {
        var formed = new Member[] {member(1, ALIVE, 0), member(2, ALIVE, 0)};
        var first = new MemberTable(formed[0], 100, new Tombstones());
        var second = new MemberTable(formed[1], 100, new Tombstones());
        first.form(formed);
        second.form(formed);
        assertThat(first.snapshot()).containsExactly(formed);
        first.merge(dead(2, 0, 1));
        assertThat(first.count(DEAD)).isEqualTo(1);
        assertThat(second.count(DEAD)).isZero();
        assertThat(formed[1].status()).isEqualTo(ALIVE);
    }

    @Test
    void aFormedTableMustHaveTheNodesOwnRow() {
        var formed = new Member[] {member(1, ALIVE, 0), member(2, ALIVE, 0)};
        for (var stranger : List.of(member(3, ALIVE, 0), member(2, ALIVE, 1))) {
            var table = new MemberTable(stranger, 100, new Tombstones());
            assertThatThrownBy(() -> table.form(formed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must have the row");
        }
    }

    @Test
    void anAccusationOfTheNodeItselfAsksForARefutation() {
        assertThat(table.merge(suspect(50, 0, 1))).isEqualTo(new Merge.Accused(incarnation(0)));
        assertThat(table.refute(incarnation(0)).incarnation()).isEqualTo(incarnation(1));
        assertThat(table.merge(suspect(50, 0, 1))).isInstanceOf(Merge.Stale.class);
        assertThat(table.merge(dead(50, 7, 1))).isEqualTo(new Merge.Accused(incarnation(7)));
        assertThat(table.refute(incarnation(7)).incarnation()).isEqualTo(incarnation(8));
    }

    @Test
    void theNodesOwnClaimComingBackIsNoAccusation() {
        assertThat(table.merge(alive(50, 0))).isInstanceOf(Merge.Stale.class);
    }

    @Test
    void aNodeThatLeftDoesNotContradictItsOwnGoodbye() {
        var goodbye = table.leave();
        assertThat(table.merge(goodbye)).isInstanceOf(Merge.Stale.class);
        assertThat(table.self().status()).isEqualTo(LEFT);
        assertThat(table.others()).isZero();
    }

    @Test
    void newTagsComeWithANewIncarnation() {
        var claim = table.retag(Tags.of(Map.of("role", "web")));
        assertThat(claim.incarnation()).isEqualTo(incarnation(1));
        assertThat(table.self().tags().values()).containsEntry("role", "web");
    }

    @Test
    void refusesMembersBeyondItsBoundAndKeepsThoseItHas() {
        for (int number = 100; number < 199; number++) {
            assertThat(table.merge(alive(number, 0))).isInstanceOf(Merge.Changed.class);
        }
        assertThat(table.merge(alive(199, 0)))
                .isEqualTo(new Merge.Refused(Merge.Refusal.TABLE_FULL));
        assertThat(table.merge(suspect(100, 0, 2))).isInstanceOf(Merge.Changed.class);
        assertThat(table.size()).isEqualTo(100);
    }

    @Test
    void aReapedMemberReturnsOnlyWithANewerIncarnation() {
        table.merge(alive(1, 3));
        table.merge(dead(1, 3, 2));
        table.remove(id(1));
        tombstones.reap(id(1), incarnation(3));
        assertThat(table.merge(alive(1, 2))).isEqualTo(new Merge.Refused(Merge.Refusal.REAPED));
        assertThat(table.merge(alive(1, 3))).isEqualTo(new Merge.Refused(Merge.Refusal.REAPED));
        assertThat(table.learn(member(1, DEAD, 3)))
                .isEqualTo(new Merge.Refused(Merge.Refusal.REAPED));
        assertThat(table.merge(alive(1, 4))).isInstanceOf(Merge.Changed.class);
    }

    @Test
    void findsMembersByName() {
        table.merge(alive(1, 0));
        assertThat(table.named("n1")).map(Member::id).contains(id(1));
        table.merge(alive(2, 0));
        assertThat(table.named("n2")).map(Member::id).contains(id(2));
        table.remove(id(1));
        assertThat(table.named("n1")).isEmpty();
        assertThat(table.named("nobody")).isEmpty();
    }

    /// The name of a living node is not hidden by its ghost, in whatever order they are heard of.
    @Test
    void ofSeveralWithOneNameTheLivingComesFirstAndThenTheOneThatStartedLast() {
        assertThat(table.named("n50")).as("from the index that is built now").isPresent();
        table.merge(alive(1, 0));
        table.merge(namedLike(1, 2, 1));
        assertThat(table.named("n1")).map(Member::id).contains(id(2));
        table.merge(namedLike(1, 3, -1));
        table.merge(suspect(1, 0, 3));
        assertThat(table.named("n1")).map(Member::id).contains(id(2));
        table.merge(new Claim.Dead(id(2), new Incarnation(BOOT + 1, 0), id(3)));
        table.merge(alive(1, 1));
        assertThat(table.named("n1")).as("lives").map(Member::id).contains(id(1));
    }

    /// Another node with the name of `number`, whose boot comes so much later.
    private static Claim.Alive namedLike(int number, int other, long later) {
        return new Claim.Alive(
                id(other),
                new Incarnation(BOOT + later, 0),
                "n" + number,
                endpoint(other),
                new OriginBoot(BOOT + later, other),
                ProtocolRange.CURRENT,
                Tags.NONE);
    }

    @Test
    void samplesAreDistinctNeverTheNodeItselfAndEvenlyDrawn() {
        for (int number = 1; number <= 40; number++) {
            table.merge(alive(number, 0));
        }
        table.merge(dead(7, 0, 1));
        var random = new SplittableRandom(7);
        var drawn = new HashMap<NodeId, Integer>();
        for (int i = 0; i < 10_000; i++) {
            var sample = table.sample(4, row -> row.status() == ALIVE, random);
            assertThat(sample).hasSize(4).doesNotHaveDuplicates();
            sample.forEach(row -> drawn.merge(row.id(), 1, Integer::sum));
        }
        assertThat(drawn).hasSize(39).doesNotContainKeys(id(50), id(7));
        // 40,000 draws from 39 members: 1,026 each; five standard deviations are 160.
        assertThat(drawn.values()).allMatch(count -> Math.abs(count - 1_026) < 160);
    }

    @Test
    void aSampleLargerThanTheTableHasEveryone() {
        table.merge(alive(1, 0));
        table.merge(alive(2, 0));
        assertThat(table.sample(10, _ -> true, new SplittableRandom(1))).hasSize(2);
        assertThat(table.sample(0, _ -> true, new SplittableRandom(1))).isEmpty();
    }

    @Test
    void agreesWithASimpleMapUnderRandomClaims() {
        for (long seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            var large = new MemberTable(member(500, ALIVE, 0), 1_000, new Tombstones());
            var simple = new TreeMap<NodeId, Member>();
            for (int i = 0; i < 200; i++) {
                int number = random.nextInt(30);
                long at = random.nextLong(4);
                var claim =
                        switch (random.nextInt(4)) {
                            case 0 -> alive(number, at);
                            case 1 -> suspect(number, at, 2);
                            case 2 -> dead(number, at, 2);
                            default -> left(number, at);
                        };
                large.merge(claim);
                simple.compute(
                        id(number),
                        (_, known) -> applied(claim, Optional.ofNullable(known)).orElse(null));
                if (random.nextInt(10) == 0) {
                    large.snapshot();
                    large.remove(id(number));
                    simple.remove(id(number));
                }
            }
            simple.put(id(500), large.self());
            assertThat(large.snapshot())
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(simple.values());
            for (var status : Status.values()) {
                assertThat(large.count(status))
                        .isEqualTo(
                                (int)
                                        simple.values().stream()
                                                .filter(row -> row.status() == status)
                                                .count());
            }
        }
    }

    private static Optional<Member> applied(Claim claim, Optional<Member> known) {
        if (known.isEmpty()) {
            return claim instanceof Claim.Alive alive ? Optional.of(Member.of(alive)) : known;
        }
        var row = known.get();
        if (!Precedence.supersedes(claim, row)) {
            return known;
        }
        return Optional.of(
                switch (claim) {
                    case Claim.Alive alive -> Member.of(alive);
                    case Claim.Suspect suspect -> row.with(SUSPECT, suspect.incarnation());
                    case Claim.Dead dead -> row.with(DEAD, dead.incarnation());
                    case Claim.Left left -> row.with(LEFT, left.incarnation());
                });
    }
}
