package io.starling.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.agent.config.AgentConfig;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.JoinResult;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class RetryJoinTest {
    private static final AgentConfig.Joining JOINING =
            new AgentConfig.Joining(List.of(), List.of("a", "b"), Duration.ofMillis(1), false);
    private static final JoinResult NOBODY = new JoinResult(List.of(), List.of("a: refused"));
    private static final JoinResult SOMEBODY =
            new JoinResult(List.of(Endpoint.parse("127.0.0.1:9", 0).orElseThrow()), List.of());

    private final FakeCluster cluster =
            new FakeCluster(AgentConfig.onLoopback("x"), Tags.NONE, NodeListener.NONE);

    @Test
    void triesUntilOneAnswersAndNoLonger() {
        cluster.joinResults.addAll(List.of(NOBODY, NOBODY, SOMEBODY, NOBODY));
        try (var _ = RetryJoin.start(cluster, JOINING)) {
            await().until(() -> cluster.joinResults.size() == 1);
            await().during(Duration.ofMillis(30)).until(() -> cluster.joins.size() == 3);
        }
        assertThat(cluster.joins).containsOnly(List.of("a", "b"));
    }

    @Test
    void toFindItselfIsNotEnoughWhileOthersDoNotAnswer() {
        var onlySelf = new JoinResult(List.of(cluster.self().endpoint()), List.of("b: refused"));
        cluster.joinResults.addAll(List.of(onlySelf, SOMEBODY));
        try (var _ = RetryJoin.start(cluster, JOINING)) {
            await().until(() -> cluster.joins.size() == 2);
        }
    }

    @Test
    void aNodeWhoseOnlySeedIsItselfIsContent() {
        cluster.joinResults.add(new JoinResult(List.of(cluster.self().endpoint()), List.of()));
        try (var _ = RetryJoin.start(cluster, JOINING)) {
            await().until(() -> cluster.joins.size() == 1);
            await().during(Duration.ofMillis(30)).until(() -> cluster.joins.size() == 1);
        }
    }

    @Test
    void doesNothingWithoutSeeds() {
        RetryJoin.start(cluster, AgentConfig.Joining.NOBODY).close();
        assertThat(cluster.joins).isEmpty();
    }
}
