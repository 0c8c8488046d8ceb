package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.starling.agent.config.AgentConfig;
import io.starling.agent.http.RawClient;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kiwiproject.consul.Consul;
import org.kiwiproject.consul.ConsulException;
import org.kiwiproject.consul.async.EventResponseCallback;
import org.kiwiproject.consul.model.EventResponse;
import org.kiwiproject.consul.model.event.Event;
import org.kiwiproject.consul.option.ImmutableEventOptions;
import org.kiwiproject.consul.option.QueryOptions;

import java.math.BigInteger;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A public client library of this API, as it is published, against a real agent.
class PublicClientTest {
    private final Agent agent = Agent.start(AgentConfig.onLoopback("node-a"));
    private final Consul client =
            Consul.builder().withUrl("http://" + agent.httpEndpoint()).build();

    @AfterEach
    void close() {
        client.destroy();
        agent.close();
    }

    @Test
    void findsTheAgentAndItsMembers() {
        client.agentClient().ping();
        assertThat(client.agentClient().getAgent().getConfig().getNodeName()).isEqualTo("node-a");
        assertThat(client.agentClient().getMembers())
                .singleElement()
                .satisfies(
                        member -> {
                            assertThat(member.getName()).isEqualTo("node-a");
                            assertThat(member.getAddress()).isEqualTo("127.0.0.1");
                            assertThat(member.getStatus()).isEqualTo(1);
                        });
    }

    @Test
    void firesAndLists() {
        var fired = client.eventClient().fireEvent("deploy", "v42");
        assertThat(fired.getName()).isEqualTo("deploy");
        assertThat(fired.getPayload()).contains("v42");
        assertThat(fired.getLTime()).isZero();

        var listed = awaitListed("deploy");
        assertThat(listed.getEvents())
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.getId()).isEqualTo(fired.getId());
                            assertThat(event.getPayload()).contains("v42");
                            assertThat(event.getLTime()).isPositive();
                        });
        assertThat(client.eventClient().listEvents("other").getEvents()).isEmpty();
    }

    @Test
    void firesWithoutAPayload() {
        assertThat(client.eventClient().fireEvent("deploy").getPayload()).isEmpty();
    }

    @Test
    void aBlockingListWakesAtTheNextEvent() throws Exception {
        client.eventClient().fireEvent("deploy", "v1");
        var index = awaitListed("deploy").getIndex();
        var next = new CompletableFuture<EventResponse>();
        client.eventClient()
                .listEvents(
                        "deploy",
                        QueryOptions.blockSeconds(30, index).build(),
                        new EventResponseCallback() {
                            @Override
                            public void onComplete(EventResponse response) {
                                next.complete(response);
                            }

                            @Override
                            public void onFailure(Throwable failure) {
                                next.completeExceptionally(failure);
                            }
                        });
        await().until(
                        () ->
                                RawClient.ask(agent.httpEndpoint(), "GET", "/metrics")
                                        .body()
                                        .contains("starling_blocking_queries 1.0"));
        assertThat(next).isNotDone();
        client.eventClient().fireEvent("other");
        var second = client.eventClient().fireEvent("deploy", "v2");
        var answer = next.get(10, TimeUnit.SECONDS);
        assertThat(answer.getEvents().stream().map(Event::getId).toList())
                .hasSize(2)
                .endsWith(second.getId());
        assertThat(answer.getIndex()).isNotEqualTo(index);
    }

    @Test
    void anEmptyListHasIndexOne() {
        assertThat(client.eventClient().listEvents("none").getIndex()).isEqualTo(BigInteger.ONE);
    }

    @Test
    void findsTheReasonOfARefusal() {
        var options = ImmutableEventOptions.builder().nodeFilter("[").build();
        var refused =
                catchThrowableOfType(
                        ConsulException.class,
                        () -> client.eventClient().fireEvent("deploy", options));
        assertThat(refused.getCode()).isEqualTo(500);
        assertThat(refused)
                .hasMessageContaining(
                        "Invalid node filter: error parsing regexp: missing closing ]: `[`");
    }

    private EventResponse awaitListed(String name) {
        return await().until(
                        () -> client.eventClient().listEvents(name),
                        response -> !response.getEvents().isEmpty());
    }
}
