package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.agent.config.AgentConfig;
import io.starling.agent.http.RawClient;
import io.starling.agent.http.StreamClient;
import io.starling.gossip.model.EventRequest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A real agent with as many clients as a large host has.
class ManyClientsTest {
    private static final int QUERIES = 2_000;
    private static final int STREAMS = 200;

    private final Agent agent = Agent.start(AgentConfig.onLoopback("a"));
    private final List<AutoCloseable> clients = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var client : clients) {
            client.close();
        }
        agent.close();
    }

    @Test
    void noQueryAndNoStreamHasAThreadAndAllGetTheEvent() {
        awaitMetric("starling_blocking_queries 0.0");
        var before = threads();
        assertThat(before).isNotEmpty();
        var queries = new ArrayList<RawClient>();
        for (int i = 0; i < QUERIES; i++) {
            var query = new RawClient(agent.httpEndpoint());
            clients.add(query);
            queries.add(query);
            query.send("GET", "/v1/event/list?name=deploy&index=1", "");
        }
        var streams = new ArrayList<StreamClient>();
        for (int i = 0; i < STREAMS; i++) {
            var stream = new StreamClient(agent.httpEndpoint(), "?name=deploy", Map.of());
            clients.add(stream);
            streams.add(stream);
            stream.next();
        }
        awaitMetric("starling_blocking_queries 2000.0");
        awaitMetric("starling_event_streams 200.0");
        assertThat(threads()).isEqualTo(before);

        var event = fire("deploy");
        streams.forEach(stream -> assertThat(stream.next().data()).contains(event));
        queries.forEach(query -> assertThat(query.read().body()).contains(event));
        assertThat(threads()).isEqualTo(before);
        awaitMetric("starling_blocking_queries 0.0");
    }

    private String fire(String name) {
        var payload = "v1".getBytes(StandardCharsets.UTF_8);
        return agent.fire(EventRequest.of(name, payload)).join().id().toString();
    }

    private void awaitMetric(String line) {
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                RawClient.ask(agent.httpEndpoint(), "GET", "/metrics")
                                        .body()
                                        .contains(line + "\n"));
    }

    /// The agent's and the node's; those of the test and of the virtual machine come and go.
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("starling") || name.startsWith("pool-"))
                .collect(Collectors.toSet());
    }
}
