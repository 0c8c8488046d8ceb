package io.starling.gossip.sim.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.starling.gossip.sim.Campaign;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/// The campaign proves that it can see: it finds each planted bug, by the rule that the bug
/// breaks, at a seed that holds without it.
class PlantedBugsTest {
    private static final long FIRST_SEED = 1;

    @ParameterizedTest
    @MethodSource("bugs")
    void isCaught(PlantedBug bug) {
        var caught = bug.hunt(FIRST_SEED);
        assertThat(caught).as(bug.sentence()).isPresent();
        // A row of the table in benchmarks/README.md.
        System.out.printf(
                "| %s | %s | %d |%n",
                bug.sentence(), caught.get().invariant(), caught.get().seed() - FIRST_SEED + 1);
        assertThat(caught.get().invariant()).as(caught.get().message()).isEqualTo(bug.caughtBy());
        assertThat(caught.get().message()).endsWith("-Dstarling.seed=" + caught.get().seed());
        assertThatCode(() -> Campaign.run(caught.get().seed())).doesNotThrowAnyException();
    }

    @Test
    void namesAreTheirOwn() {
        assertThat(bugs().stream().map(PlantedBug::name)).doesNotHaveDuplicates();
        assertThat(bugs()).hasSizeGreaterThanOrEqualTo(20);
    }

    static List<PlantedBug> bugs() {
        return PlantedBugs.all();
    }
}
