package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.node.JoinResult;
import io.starling.gossip.node.NodeIdentity;
import io.starling.gossip.node.NodeListener;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.wire.NewerRelease;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.function.Function;

/// Nodes of this release share a cluster with nodes of one to come, which say more than this one
/// understands.
class MixedVersionTest {
    private static final ProtocolRange LATER =
            new ProtocolRange(ProtocolRange.CURRENT.max() + 1, ProtocolRange.CURRENT.max() + 2);

    private final NewerRelease newer = new NewerRelease();

    /// Half of the nodes are newer, through all that a campaign does to them.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyRuleHoldsInAMixedCluster(long seed) {
        var outcome = Campaign.run(seed, SimCluster.Spec.LAN.with(this::halfNewer));
        assertThat(outcome.deliveries()).isGreaterThan(outcome.fired());
    }

    @Test
    void eventsReachEveryoneWithAllThatTheirOriginPutIntoThem() {
        // So many that the origin does not bring them to everybody itself.
        int nodes = 40;
        var cluster = mixed(nodes, this::halfNewer);
        for (int i = 0; i < nodes; i++) {
            var name = isNewer(cluster.node(i).name()) ? "newer" : "this";
            cluster.node(i).fire(EventRequest.of(name, new byte[50]));
        }
        cluster.runFor(Duration.ofSeconds(2));
        assertThat(cluster.nodes()).allMatch(node -> node.log().size() == nodes);
        assertThat(newer.forwardedWhole()).isPositive();
        assertThat(newer.forwardedCut()).isZero();
        cluster.settle();
    }

    @Test
    void everyoneKnowsWhatEveryoneSpeaks() {
        var cluster = mixed(6, this::halfNewer);
        cluster.views()
                .values()
                .forEach(
                        view ->
                                assertThat(view)
                                        .hasSize(6)
                                        .allSatisfy(
                                                row ->
                                                        assertThat(row.protocol())
                                                                .isEqualTo(
                                                                        isNewer(row.name())
                                                                                ? NewerRelease
                                                                                        .PROTOCOL
                                                                                : ProtocolRange
                                                                                        .CURRENT)));
    }

    @Test
    void aNodeThatSpeaksNoCommonVersionIsToldWhoIsToBeUpgraded() {
        var cluster = mixed(4, only("n4", LATER));
        assertThat(cluster.views().get("n1")).hasSize(3);
        assertThat(join(cluster, "n4").failures().getFirst())
                .endsWith(
                        "n4 speaks protocol %s, n1 speaks %s: upgrade n1"
                                .formatted(LATER, ProtocolRange.CURRENT));
    }

    @Test
    void aNodeThatWasLeftBehindIsToldSo() {
        var cluster = mixed(4, name -> name.equals("n4") ? ProtocolRange.CURRENT : LATER);
        assertThat(cluster.views().get("n1")).hasSize(3);
        assertThat(join(cluster, "n4").failures().getFirst()).endsWith("upgrade n4");
    }

    private static Function<String, ProtocolRange> only(String node, ProtocolRange protocol) {
        return name -> name.equals(node) ? protocol : ProtocolRange.CURRENT;
    }

    private static SimCluster mixed(int nodes, Function<String, ProtocolRange> protocols) {
        return mixed(
                nodes,
                (config, identity, runtime, listener) ->
                        NodeHandle.production(
                                config,
                                speaking(identity, protocols.apply(identity.name())),
                                runtime,
                                listener));
    }

    private static SimCluster mixed(int nodes, NodeHandle.Starter starter) {
        var spec = SimCluster.Spec.LAN.with(starter);
        var cluster = SimCluster.in(new SimWorld(1), spec, nodes, Invariant.all());
        cluster.runFor(Duration.ofSeconds(5));
        return cluster;
    }

    private NodeHandle halfNewer(
            GossipConfig config,
            NodeIdentity identity,
            NodeRuntime runtime,
            NodeListener listener) {
        return isNewer(identity.name())
                ? NodeHandle.production(
                        config,
                        speaking(identity, NewerRelease.PROTOCOL),
                        newer.on(runtime),
                        listener)
                : NodeHandle.production(config, identity, runtime, listener);
    }

    private static boolean isNewer(String name) {
        return name.charAt(name.length() - 1) % 2 == 0;
    }

    private static NodeIdentity speaking(NodeIdentity identity, ProtocolRange protocol) {
        return new NodeIdentity(
                identity.name(), identity.pool(), identity.advertised(), identity.tags(), protocol);
    }

    private static JoinResult join(SimCluster cluster, String node) {
        var result = cluster.node(node).run().orElseThrow().handle().join(cluster.node(0).seed());
        cluster.runUntil(result::isDone);
        return result.join();
    }
}
