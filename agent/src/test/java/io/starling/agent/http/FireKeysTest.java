package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.cluster.FakeCluster;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.metrics.Metrics;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.EventRefusedException;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

class FireKeysTest {
    private final Metrics metrics = new Metrics();
    private final FakeCluster cluster =
            new FakeCluster(AgentConfig.onLoopback("x"), Tags.NONE, NodeListener.NONE);
    private long nanos;
    private final FireKeys keys = new FireKeys(2, () -> nanos, metrics);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void aSecondFireIsTheFirstEvent() {
        assertThat(fired("k", request("deploy", "v1")))
                .isEqualTo(fired("k", request("deploy", "v1")));
        assertThat(cluster.fired).hasSize(1);
        assertThat(metrics.scrape()).contains("starling_fires_repeated_total 1.0");
    }

    @Test
    void anotherKeyIsAnotherEvent() {
        fired("k", request("deploy", "v1"));
        fired("l", request("deploy", "v1"));
        assertThat(cluster.fired).hasSize(2);
    }

    @Test
    void aKeyStandsForOneEventOnly() {
        var first = request("deploy", "v1");
        fired("k", first);
        var filtered = new EventRequest("deploy", first.payload(), new EventFilters("web", "", ""));
        for (var other : new EventRequest[] {request("x", "v1"), request("deploy", ""), filtered}) {
            assertThat(keys.fire("k", other, cluster::fire))
                    .isEqualTo(new FireKeys.Outcome.Taken(first));
        }
        assertThat(cluster.fired).hasSize(1);
    }

    @Test
    void aFireThatIsTriedAgainBeforeTheFirstIsAnsweredSharesItsAnswer() {
        var pending = new CompletableFuture<UserEvent>();
        var first = keys.fire("k", request("a", ""), _ -> pending);
        var second = keys.fire("k", request("a", ""), cluster::fire);
        assertThat(second).isEqualTo(first);
        assertThat(cluster.fired).isEmpty();
    }

    @Test
    void aRefusedFireLeavesNoKeyBehind() {
        cluster.refusal = Optional.of(new EventRefusedException.Overloaded(3, 2));
        assertThat(accepted("k", request("a", ""))).isCompletedExceptionally();
        cluster.refusal = Optional.empty();
        assertThat(fired("k", request("b", "")).name()).isEqualTo("b");
    }

    @Test
    void aKeyIsForgottenAfterTenMinutes() {
        fired("k", request("a", ""));
        nanos += FireKeys.KEPT.toNanos();
        fired("k", request("a", ""));
        assertThat(cluster.fired).hasSize(1);
        nanos++;
        fired("k", request("a", ""));
        assertThat(cluster.fired).hasSize(2);
    }

    @Test
    void refusesNewKeysWhenThereAreTooManyAndKeepsItsPromises() {
        fired("k", request("a", ""));
        fired("l", request("a", ""));
        assertThat(keys.fire("m", request("a", ""), cluster::fire))
                .isEqualTo(new FireKeys.Outcome.TooMany(2));
        assertThat(metrics.scrape())
                .contains("starling_idempotency_keys 2.0")
                .contains("starling_idempotency_keys_refused_total 1.0");
        fired("k", request("a", ""));
        assertThat(cluster.fired).hasSize(2);
        nanos += FireKeys.KEPT.toNanos() + 1;
        fired("m", request("a", ""));
        assertThat(metrics.scrape()).contains("starling_idempotency_keys 1.0");
    }

    private UserEvent fired(String key, EventRequest request) {
        return accepted(key, request).join();
    }

    private CompletableFuture<UserEvent> accepted(String key, EventRequest request) {
        var outcome = keys.fire(key, request, cluster::fire);
        assertThat(outcome).isInstanceOf(FireKeys.Outcome.Accepted.class);
        return ((FireKeys.Outcome.Accepted) outcome).event();
    }

    private static EventRequest request(String name, String payload) {
        return new EventRequest(name, payload.getBytes(StandardCharsets.UTF_8), EventFilters.NONE);
    }
}
