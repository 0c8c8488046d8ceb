package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.config.AgentConfig;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kiwiproject.consul.AgentClient;
import org.kiwiproject.consul.Consul;
import org.kiwiproject.consul.model.agent.ImmutableRegistration;
import org.kiwiproject.consul.option.ImmutableQueryOptions;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A public client of the reference implementation's API, unchanged: what it does with services.
class KiwiServicesTest {
    private final Agent agent = Agent.start(AgentConfig.onLoopback("a"));
    private final Consul consul =
            Consul.builder().withUrl("http://" + agent.httpEndpoint()).withPing(false).build();
    private final AgentClient client = consul.agentClient();

    @AfterEach
    void close() {
        consul.destroy();
        agent.close();
    }

    @Test
    void registersWithACheckAndLists() {
        client.register(80, 10L, "web", "w1", List.of("v1", "blue"), Map.of("a", "b"));
        var services = client.getServices();
        assertThat(services).containsOnlyKeys("w1");
        var web = Objects.requireNonNull(services.get("w1"));
        assertThat(web.getService()).isEqualTo("web");
        assertThat(web.getPort()).isEqualTo(80);
        assertThat(web.getTags()).containsExactly("v1", "blue");
        assertThat(web.getMeta()).containsEntry("a", "b");
    }

    @Test
    void registersWithoutACheckAndShowsOne() throws Exception {
        client.register(
                ImmutableRegistration.builder()
                        .name("web")
                        .id("w1")
                        .address("10.0.0.1")
                        .port(80)
                        .build());
        var shown = client.getService("w1", ImmutableQueryOptions.builder().build()).getResponse();
        assertThat(shown.getService()).isEqualTo("web");
        assertThat(shown.getAddress()).isEqualTo("10.0.0.1");
        assertThat(shown.getContentHash()).matches("[0-9a-f]{16}");
    }

    @Test
    void deregisters() {
        client.register(80, 10L, "web", "w1", List.of(), Map.of());
        client.deregister("w1");
        assertThat(client.getServices()).isEmpty();
    }
}
