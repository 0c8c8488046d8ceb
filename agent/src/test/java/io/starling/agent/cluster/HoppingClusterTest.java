package io.starling.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.config.AgentConfig;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.EventRefusedException;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

class HoppingClusterTest {
    private final FakeCluster node =
            new FakeCluster(AgentConfig.onLoopback("x"), Tags.NONE, NodeListener.NONE);
    private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
    private final HoppingCluster cluster = new HoppingCluster(node, loop::add);

    @Test
    void nothingThatIsAttachedRunsBeforeTheLoopDoes() {
        var event = EventRequest.of("a", new byte[0]);
        var ran = new AtomicInteger();
        Stream.<CompletableFuture<?>>of(
                        cluster.fire(event),
                        cluster.stats(),
                        cluster.join(List.of("a")),
                        cluster.setTags(Tags.NONE),
                        cluster.leave())
                .map(future -> future.thenRun(ran::incrementAndGet))
                .forEach(dependent -> assertThat(dependent).isNotDone());
        assertThat(ran).hasValue(0);
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
        assertThat(ran).hasValue(5);
    }

    @Test
    void refusalsHopToo() {
        node.refusal = Optional.of(new EventRefusedException.NotRunning());
        var fired = cluster.fire(EventRequest.of("a", new byte[0]));
        assertThat(fired).isNotDone();
        loop.remove().run();
        assertThat(fired)
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(EventRefusedException.NotRunning.class);
    }
}
