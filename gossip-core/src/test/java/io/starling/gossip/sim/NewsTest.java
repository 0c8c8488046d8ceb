package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.sim.SimCluster.Spec;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What members say of themselves is everywhere before the rounds of gossip have begun to repeat
/// it: those miss two in a hundred members at first, and the next round is 200 ms later.
class NewsTest {
    private static final int NODES = 300;
    private static final Duration SOON = Duration.ofMillis(30);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aGoodbyeIsSeenByAll(long seed) {
        var cluster = formed(seed);
        var leaver = cluster.node(7).run().orElseThrow().id();
        cluster.leave(7);
        cluster.runFor(SOON);
        assertThat(seeing(cluster, row -> row.id().equals(leaver) && row.status() == Status.LEFT))
                .isEqualTo(NODES - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void newTagsAreSeenByAll(long seed) {
        var cluster = formed(seed);
        var tags = Tags.of(Map.of("role", "web"));
        cluster.node(7).run().orElseThrow().handle().setTags(tags);
        cluster.runFor(SOON);
        assertThat(seeing(cluster, row -> row.tags().equals(tags))).isEqualTo(NODES);
    }

    /// Also in the time that the newcomer itself needs to be let in.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aNewcomerIsSeenByAll(long seed) {
        var cluster = formed(seed);
        var name = cluster.grow().name();
        cluster.runFor(SOON);
        assertThat(seeing(cluster, row -> row.name().equals(name))).isEqualTo(NODES + 1);
    }

    private static SimCluster formed(long seed) {
        var spec = Spec.LAN.withoutDisks();
        var cluster = SimCluster.formed(new SimWorld(seed), spec, NODES, List.of());
        cluster.runFor(Duration.ofSeconds(1));
        return cluster;
    }

    private static long seeing(SimCluster cluster, Predicate<Member> wanted) {
        return cluster.views().values().stream()
                .filter(view -> view.stream().anyMatch(wanted))
                .count();
    }
}
