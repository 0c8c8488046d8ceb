package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.agent.cluster.FakeCluster;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.http.RawClient;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.NodeListener;
import io.starling.gossip.runtime.Observer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Watches of a configuration file in an agent, with real scripts.
@Tag("integration")
@Timeout(120)
class AgentWatchesTest {
    private static final int RING = 256;
    private static final int RELOADS = 100;

    @TempDir Path directory;

    private final List<Agent> agents = new ArrayList<>();
    private Path file = Path.of("");
    private Path runs = Path.of("");

    @BeforeEach
    void name() {
        file = directory.resolve("agent.conf");
        runs = directory.resolve("runs");
    }

    @AfterEach
    void close() {
        agents.forEach(Agent::close);
    }

    @Test
    void aScriptRunsForAnEventAndTheAgentAnswersIt() throws Exception {
        var agent =
                start(
                        "type = event, name = deploy, handler = \""
                                + append("${STARLING_EVENT_NAME} ${STARLING_NODE}")
                                + "\"");
        fire(agent, "other");
        fire(agent, "deploy");
        await().until(() -> runs().equals(List.of("deploy a")));
        assertThat(metrics(agent)).contains("starling_watch_runs_total 1.0\n");
    }

    /// The node itself is the first member that joins.
    @Test
    void memberChangesRunScripts() throws Exception {
        var agent = start("type = member-update, handler = \"" + append("$STARLING_MEMBER") + "\"");
        assertThat(agent.members()).hasSize(1);
        listener()
                .onMembership(
                        new io.starling.gossip.model.MembershipEvent.Updated(
                                agent.self(), agent.self()));
        await().until(() -> runs().equals(List.of("a")));
    }

    @Test
    void aHundredReloadsWithAFullRingRunNothing() throws Exception {
        var handler = "handler = \"" + append("$STARLING_EVENT_NAME") + "\"";
        var agent = start("type = event, name = deploy, " + handler);
        for (int i = 0; i < RING; i++) {
            fire(agent, "old");
        }
        for (int i = 0; i < RELOADS; i++) {
            // Another watch comes and goes, for a name of which the ring is full.
            write(
                    "type = event, name = deploy, " + handler,
                    i % 2 == 0 ? "type = event, name = old, " + handler : "");
            assertThat(RawClient.put(agent.httpEndpoint(), "/v1/agent/reload", "").status())
                    .isEqualTo(200);
        }
        fire(agent, "deploy");
        await().until(() -> runs().equals(List.of("deploy")));
        assertThat(metrics(agent)).contains("starling_watch_runs_total 1.0\n");
    }

    @Test
    void byConsulsContractAScriptRunsAtTheStart() throws Exception {
        var agent =
                start(
                        "type = event, name = x, compat = consul, handler = \""
                                + append("$CONSUL_INDEX `cat`")
                                + "\"");
        await().until(() -> runs().equals(List.of("1 []")));
        fire(agent, "x");
        await().until(() -> runs().size() == 2);
    }

    @Test
    void aReloadWithAWrongWatchChangesNothing() throws Exception {
        var agent = start("type = event, handler = \"" + append("old") + "\"");
        write("type = event");
        var answer = RawClient.put(agent.httpEndpoint(), "/v1/agent/reload", "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("Must define a watch handler");
        fire(agent, "x");
        await().until(() -> runs().equals(List.of("old")));
    }

    private final List<NodeListener> listeners = new ArrayList<>();

    private NodeListener listener() {
        return listeners.getFirst();
    }

    private Agent start(String watch) throws Exception {
        write(watch);
        var agent = ReloadableAgent.start(file, this::open);
        agents.add(agent);
        return agent;
    }

    private FakeCluster open(
            AgentConfig config,
            InetAddress advertised,
            Tags tags,
            Observer observer,
            NodeListener listener) {
        assertThat(advertised.isLoopbackAddress()).isTrue();
        listeners.add(listener);
        return new FakeCluster(config, tags, listener);
    }

    private void write(String... watches) throws IOException {
        var text =
                new StringBuilder(
                        "node_name = a, bind_addr = 127.0.0.1, log_level = error\n"
                                + "ports { http = 0, serf_lan = 0 }\n");
        for (var watch : watches) {
            if (!watch.isEmpty()) {
                text.append("watches += { ").append(watch).append(" }\n");
            }
        }
        Files.writeString(file, text);
    }

    /// A script that writes a line for each of its runs.
    private String append(String line) {
        return "echo " + line + " >>" + runs;
    }

    private List<String> runs() throws IOException {
        return Files.exists(runs) ? Files.readAllLines(runs) : List.of();
    }

    private static void fire(Agent agent, String name) {
        assertThat(RawClient.put(agent.httpEndpoint(), "/v1/event/fire/" + name, "").status())
                .isEqualTo(200);
    }

    private static String metrics(Agent agent) {
        return RawClient.ask(agent.httpEndpoint(), "GET", "/metrics").body();
    }
}
