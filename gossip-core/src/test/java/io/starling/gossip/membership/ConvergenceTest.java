package io.starling.gossip.membership;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.dead;
import static io.starling.gossip.Fixtures.id;
import static io.starling.gossip.Fixtures.left;
import static io.starling.gossip.Fixtures.member;
import static io.starling.gossip.Fixtures.suspect;
import static io.starling.gossip.model.Status.ALIVE;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Status;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// Claims of one member, whoever makes them and in whatever order they come: all tables end up the
/// same, and nobody passes anything on for ever.
class ConvergenceTest {
    private static final int TABLES = 6;
    private static final int INCARNATIONS = 5;

    @Test
    void theOrderOfFinalClaimsDoesNotMatter() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new SplittableRandom(seed);
            var claims = new ArrayList<Claim>();
            for (int i = 0; i < 6; i++) {
                long at = random.nextLong(INCARNATIONS);
                claims.add(random.nextBoolean() ? left(1, at) : dead(1, at, 2));
            }
            var expected = applied(claims);
            for (int i = 0; i < 5; i++) {
                Collections.shuffle(claims, random);
                assertThat(applied(claims)).as("seed %d, %s", seed, claims).isEqualTo(expected);
            }
        }
    }

    private static Status applied(List<Claim> claims) {
        var table = table(9);
        table.merge(alive(1, 0));
        claims.forEach(table::merge);
        return table.get(id(1)).orElseThrow().status();
    }

    /// Every node passes on whatever changed its table, to everyone; so a claim that is news again
    /// and again would be told for ever. Each change raises incarnation or status, so there are at
    /// most four for each incarnation at each node.
    @Test
    void whateverIsSaidTheTalkEnds() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new SplittableRandom(seed);
            var tables = new ArrayList<MemberTable>();
            var heard = new ArrayList<ArrayDeque<Claim>>();
            for (int i = 0; i < TABLES; i++) {
                tables.add(table(100 + i));
                tables.getLast().merge(alive(1, 0));
                heard.add(new ArrayDeque<>());
            }
            for (int i = 0; i < 12; i++) {
                heard.get(random.nextInt(TABLES)).add(claim(random));
            }
            int changes = 0;
            while (heard.stream().anyMatch(queue -> !queue.isEmpty())) {
                int at = random.nextInt(TABLES);
                // Neither in order nor exactly once.
                var claim = random.nextBoolean() ? heard.get(at).poll() : heard.get(at).pollLast();
                if (claim == null || !(tables.get(at).merge(claim) instanceof Merge.Changed)) {
                    continue;
                }
                changes++;
                assertThat(changes)
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(4 * INCARNATIONS * TABLES);
                heard.forEach(queue -> queue.add(claim));
            }
        }
    }

    private static Claim claim(SplittableRandom random) {
        long at = random.nextLong(INCARNATIONS);
        return switch (random.nextInt(4)) {
            case 0 -> alive(1, at);
            case 1 -> suspect(1, at, 2);
            case 2 -> dead(1, at, 2);
            default -> left(1, at);
        };
    }

    private static MemberTable table(int self) {
        return new MemberTable(member(self, ALIVE, 0), 100, new Tombstones());
    }
}
