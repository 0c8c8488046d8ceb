package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.node.GossipNode;
import io.starling.gossip.node.NodeIdentity;
import io.starling.gossip.node.NodeListener;
import io.starling.gossip.sim.Fault.DiskFate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// A node whose seeds all move while it is alone: nobody whom it knows lives, and nobody who lives
/// knows it.
class RevisitedSeedsTest {
    private static final Duration VISIT_PERIOD = GossipConfig.LAN.antiEntropy().interval();

    record Case(List<String> seeds, long seed) {}

    static Stream<Case> cases() {
        return LongStream.rangeClosed(1, 20)
                .boxed()
                .flatMap(
                        seed ->
                                Stream.of(
                                        // On a list that all nodes share, the node finds itself.
                                        new Case(List.of("s1", "s2", "me"), seed),
                                        new Case(List.of("all"), seed),
                                        new Case(List.of("_starling._udp.example"), seed),
                                        new Case(List.of("file:/etc/seeds"), seed)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nodeRejoinsWithinTwoVisitsWhereverItsSeedsMoved(Case given) {
        var world = new SimWorld(given.seed);
        var me = start(world, "me");
        start(world, "old1");
        start(world, "old2");
        point(world, "old1", "old2");
        join(me, given.seeds);
        world.runFor(Duration.ofSeconds(5));
        assertThat(alive(me)).isEqualTo(3);

        world.host("old1").crash(DiskFate.LOST);
        world.host("old2").crash(DiskFate.LOST);
        var new1 = start(world, "new1");
        var new2 = start(world, "new2");
        join(new2, List.of("new1"));
        world.runFor(Duration.ofMinutes(5));
        assertThat(alive(me)).isEqualTo(1);

        point(world, "new1", "new2");
        world.runFor(VISIT_PERIOD.multipliedBy(2));
        assertThat(List.of(alive(me), alive(new1), alive(new2))).containsOnly(3L);
    }

    private static GossipNode start(SimWorld world, String name) {
        var host = world.addHost(name);
        var identity = new NodeIdentity(name, Pool.lan("sim", "dc1"), host.endpoint(), Tags.NONE);
        return GossipNode.start(GossipConfig.LAN, identity, host.start(), NodeListener.NONE);
    }

    private static void join(GossipNode node, List<String> seeds) {
        var _ = node.join(seeds);
    }

    /// What the names stand for from now on.
    private static void point(SimWorld world, String one, String other) {
        var first = world.host(one).endpoint();
        var second = world.host(other).endpoint();
        world.resolver().put("s1", List.of(first));
        world.resolver().put("s2", List.of(second));
        for (var name : List.of("all", "_starling._udp.example", "file:/etc/seeds")) {
            world.resolver().put(name, List.of(first, second));
        }
    }

    private static long alive(GossipNode node) {
        return node.members().stream().filter(row -> row.status() == Status.ALIVE).count();
    }
}
