package io.starling.gossip.membership;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.incarnation;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Standing;
import io.starling.gossip.model.Status;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;

class TableDigestTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0",
        "31, 0",
        "32, 1",
        "63, 1",
        "64, 2",
        "5000, 8",
        "10000, 9",
        "65536, 12",
        "10000000, 12"
    })
    void bucketsHoldSixteenToThirtyTwoRows(int members, int bits) {
        assertThat(TableDigest.bits(members, 12)).isEqualTo(bits);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 12})
    void bucketsAreStretchesOfTheTableAndCoverItAll(int bits) {
        var rows = random(500, 1);
        var covered = new ArrayList<Member>();
        for (int bucket = 0; bucket < 1 << bits; bucket++) {
            covered.addAll(TableDigest.bucket(rows, bits, bucket));
        }
        assertThat(covered).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 12})
    void hashesFromAnyBucketAreThoseOfTheWhole(int bits) {
        var rows = random(500, 2);
        var all = TableDigest.hashes(rows, bits, 0);
        assertThat(all).hasSize(1 << bits);
        for (int from = 0; from < 1 << bits; from += 37) {
            assertThat(TableDigest.hashes(rows, bits, from))
                    .isEqualTo(all.subList(from, all.size()));
        }
    }

    @Test
    void anEmptyBucketIsZero() {
        assertThat(TableDigest.hashes(List.of(), 2, 0)).containsExactly(0L, 0L, 0L, 0L);
        assertThat(TableDigest.hashes(List.of(), 2, 3)).containsExactly(0L);
    }

    /// Two implementations must agree: the value is held by the protocol's document.
    @Test
    void theHashOfARowIsTheOneOfTheDocument() {
        var rows = List.of(Member.of(alive(1, 2)));
        assertThat(TableDigest.hashes(rows, 0, 0)).containsExactly(0x0ada_98b4_c705_ce70L);
    }

    @ParameterizedTest
    @EnumSource(Status.class)
    void everythingThatMattersChangesTheHashOfItsBucketAlone(Status status) {
        var rows = random(500, 3);
        var before = TableDigest.hashes(rows, 4, 0);
        var seen = new HashSet<Long>();
        for (int i = 0; i < rows.size(); i += 50) {
            var row = rows.get(i);
            for (var changed :
                    List.of(
                            row.with(status, incarnation(row.incarnation().refutations() + 1)),
                            row.with(
                                    status == Status.ALIVE ? Status.DEAD : status,
                                    row.incarnation()))) {
                var other = new ArrayList<>(rows);
                other.set(i, changed);
                var after = TableDigest.hashes(other, 4, 0);
                int bucket = (int) (row.id().high() >>> 60);
                assertThat(after.get(bucket)).isNotEqualTo(before.get(bucket));
                assertThat(seen.add(after.get(bucket))).isTrue();
                after.set(bucket, before.get(bucket));
                assertThat(after).isEqualTo(before);
            }
        }
    }

    /// A row where a row is needed, its standing where that is enough, and nothing else.
    @Test
    void whatIsToldIsWhatTheOtherLacks() {
        for (long seed = 0; seed < 100; seed++) {
            var random = new SplittableRandom(seed);
            var mine = new ArrayList<Member>();
            var theirs = new ArrayList<Member>();
            for (var row : random(40, seed)) {
                if (random.nextInt(4) > 0) {
                    mine.add(any(row, random));
                }
                if (random.nextInt(4) > 0) {
                    theirs.add(any(row, random));
                }
            }
            var told = TableDifference.of(mine, theirs.stream().map(Standing::of).toList());
            for (var row : mine) {
                var there = theirs.stream().filter(other -> other.id().equals(row.id())).findAny();
                boolean lacks =
                        there.isEmpty()
                                || row.status().takesPart()
                                        && row.incarnation().compareTo(there.get().incarnation())
                                                > 0;
                assertThat(told.rows().contains(row)).as("seed %d, %s", seed, row).isEqualTo(lacks);
                boolean later = there.isPresent() && rank(row) > rank(there.get());
                assertThat(told.standings().contains(Standing.of(row)))
                        .as("seed %d, %s", seed, row)
                        .isEqualTo(later && !lacks);
            }
            assertThat(told.rows())
                    .isSortedAccordingTo(Comparator.comparing(Member::incarnation).reversed());
        }
    }

    @Test
    void whatTheOtherHasReapedIsNotSentAgain() {
        var row = Member.of(alive(1, 5)).with(Status.DEAD, incarnation(5));
        assertThat(sent(row, Standing.reaped(row.id(), incarnation(5)))).isZero();
        assertThat(sent(row, Standing.reaped(row.id(), incarnation(6)))).isZero();
        assertThat(sent(row, Standing.reaped(row.id(), incarnation(4)))).isEqualTo(1);
    }

    private static int sent(Member mine, Standing theirs) {
        var told = TableDifference.of(List.of(mine), List.of(theirs));
        assertThat(told.standings()).isEmpty();
        return told.rows().size();
    }

    private static long rank(Member row) {
        return 4 * row.incarnation().refutations()
                + switch (row.status()) {
                    case ALIVE -> 0;
                    case SUSPECT -> 1;
                    case DEAD -> 2;
                    case LEFT -> 3;
                };
    }

    private static Member any(Member row, SplittableRandom random) {
        var status = Status.values()[random.nextInt(4)];
        return row.with(status, incarnation(random.nextInt(3)));
    }

    /// With ids as they are: random, and in order.
    private static List<Member> random(int count, long seed) {
        var random = new SplittableRandom(seed);
        var rows = new ArrayList<Member>();
        for (int i = 0; i < count; i++) {
            var row = Member.of(alive(i, random.nextInt(5)));
            rows.add(
                    new Member(
                            NodeId.random(random),
                            row.name(),
                            row.endpoint(),
                            row.boot(),
                            row.incarnation(),
                            row.status(),
                            row.protocol(),
                            row.tags()));
        }
        rows.sort(Comparator.comparing(Member::id));
        return rows;
    }
}
