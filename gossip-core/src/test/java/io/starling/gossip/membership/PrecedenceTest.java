package io.starling.gossip.membership;

import static io.starling.gossip.Fixtures.alive;
import static io.starling.gossip.Fixtures.dead;
import static io.starling.gossip.Fixtures.left;
import static io.starling.gossip.Fixtures.member;
import static io.starling.gossip.Fixtures.suspect;
import static io.starling.gossip.model.Status.ALIVE;
import static io.starling.gossip.model.Status.DEAD;
import static io.starling.gossip.model.Status.LEFT;
import static io.starling.gossip.model.Status.SUSPECT;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Status;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

class PrecedenceTest {

    /// What is known at refutation 5; the claims come at 4, 5 and 6.
    static Stream<Arguments> cases() {
        return Stream.of(
                row(ALIVE, alive(1, 4), false),
                row(ALIVE, alive(1, 5), false),
                row(ALIVE, alive(1, 6), true),
                row(SUSPECT, alive(1, 4), false),
                row(SUSPECT, alive(1, 5), false),
                row(SUSPECT, alive(1, 6), true),
                row(DEAD, alive(1, 4), false),
                row(DEAD, alive(1, 5), false),
                row(DEAD, alive(1, 6), true),
                row(LEFT, alive(1, 4), false),
                row(LEFT, alive(1, 5), false),
                row(LEFT, alive(1, 6), true),
                row(ALIVE, suspect(1, 4, 2), false),
                row(ALIVE, suspect(1, 5, 2), true),
                row(ALIVE, suspect(1, 6, 2), false),
                row(SUSPECT, suspect(1, 4, 2), false),
                row(SUSPECT, suspect(1, 5, 2), false),
                row(SUSPECT, suspect(1, 6, 2), false),
                row(DEAD, suspect(1, 5, 2), false),
                row(DEAD, suspect(1, 6, 2), false),
                row(LEFT, suspect(1, 6, 2), false),
                row(ALIVE, dead(1, 4, 2), false),
                row(ALIVE, dead(1, 5, 2), true),
                row(ALIVE, dead(1, 6, 2), true),
                row(SUSPECT, dead(1, 4, 2), false),
                row(SUSPECT, dead(1, 5, 2), true),
                row(SUSPECT, dead(1, 6, 2), true),
                row(DEAD, dead(1, 5, 2), false),
                row(DEAD, dead(1, 4, 2), false),
                row(DEAD, dead(1, 6, 2), true),
                row(LEFT, dead(1, 5, 2), false),
                row(LEFT, dead(1, 6, 2), true),
                row(ALIVE, left(1, 4), false),
                row(ALIVE, left(1, 5), true),
                row(ALIVE, left(1, 6), true),
                row(SUSPECT, left(1, 4), false),
                row(SUSPECT, left(1, 5), true),
                row(DEAD, left(1, 4), false),
                row(DEAD, left(1, 5), true),
                row(LEFT, left(1, 5), false),
                row(LEFT, left(1, 4), false),
                row(LEFT, left(1, 6), true));
    }

    private static Arguments row(Status known, Claim claim, boolean supersedes) {
        return Arguments.of(known, claim, supersedes);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aClaimWinsOnlyAtItsPlaceInTheOrder(Status known, Claim claim, boolean supersedes) {
        assertThat(Precedence.supersedes(claim, member(1, known, 5))).isEqualTo(supersedes);
    }

    @Test
    void aNewBootBeatsEveryClaimOfTheFormerOne() {
        var known = member(1, DEAD, 1_000);
        var restarted =
                new Claim.Alive(
                        known.id(),
                        new Incarnation(known.incarnation().boot() + 1, 0),
                        known.name(),
                        known.endpoint(),
                        known.boot(),
                        known.protocol(),
                        known.tags());
        assertThat(Precedence.supersedes(restarted, known)).isTrue();
        assertThat(
                        Precedence.supersedes(
                                dead(1, 1_000_000, 2),
                                io.starling.gossip.model.Member.of(restarted)))
                .isFalse();
    }
}
