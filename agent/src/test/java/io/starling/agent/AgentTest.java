package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import io.starling.agent.cluster.FakeCluster;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.config.ConfigException;
import io.starling.agent.http.RawClient;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.node.JoinResult;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The wiring, over a node that does what the test says.
class AgentTest {
    @TempDir Path directory;

    private final List<FakeCluster> opened = new ArrayList<>();
    private final List<JoinResult> joinResults = new ArrayList<>();
    private final List<Agent> agents = new ArrayList<>();
    private Optional<String> readTrouble = Optional.empty();

    @AfterEach
    void close() {
        agents.forEach(Agent::close);
    }

    @Test
    void answersClientsAndKeepsWhatTheNodeDelivers() {
        var agent = start(AgentConfig.onLoopback("a"));
        agent.fire(EventRequest.of("deploy", new byte[0])).join();
        await().until(() -> list(agent).contains("\"deploy\""));
    }

    @Test
    void theReservedNameOfRemoteExecutionIsNeverListed() {
        var agent = start(AgentConfig.onLoopback("a"));
        assertThat(RawClient.put(agent.httpEndpoint(), "/v1/event/fire/_rexec", "").status())
                .isEqualTo(200);
        assertThat(RawClient.put(agent.httpEndpoint(), "/v1/event/fire/_other", "").status())
                .isEqualTo(200);
        await().until(() -> list(agent).contains("\"_other\""));
        assertThat(list(agent)).doesNotContain("_rexec");
    }

    @Test
    void theRingIsEmptyAfterARestart() {
        var before = start(AgentConfig.onLoopback("a"));
        before.fire(EventRequest.of("deploy", new byte[0])).join();
        await().until(() -> list(before).contains("\"deploy\""));
        before.close();
        assertThat(list(start(AgentConfig.onLoopback("a")))).isEqualTo("[]");
    }

    @Test
    void theEmbedderHearsWhatTheNodeHears() {
        var heard = new ArrayList<Delivery>();
        var listener =
                new NodeListener() {
                    @Override
                    public void onMembership(MembershipEvent event) {}

                    @Override
                    public void onDelivery(Delivery delivery) {
                        heard.add(delivery);
                    }
                };
        var agent =
                Agent.start(AgentConfig.onLoopback("a"), listener, Optional.empty(), this::open);
        agents.add(agent);
        agent.fire(EventRequest.of("deploy", new byte[0])).join();
        assertThat(heard).hasSize(1);
    }

    @Test
    void theVersionTravelsWithTheTags() {
        start(AgentConfig.onLoopback("a"));
        assertThat(opened.getFirst().self().tags().values().get("build")).matches("[0-9.]+.*:");
    }

    @Test
    void aStartWhoseSeedsDoNotAnswerFailsAndLeavesNothingOpen() {
        joinResults.add(new JoinResult(List.of(), List.of("x: refused")));
        var config =
                AgentConfig.onLoopback("a")
                        .withJoining(
                                new AgentConfig.Joining(
                                        List.of("x"), List.of(), Duration.ofSeconds(1)));
        var failed = catchThrowableOfType(StartException.class, () -> start(config));
        assertThat(failed.exitCode()).isEqualTo(ExitCode.JOIN_FAILED);
        assertThat(failed).hasMessageContainingAll("x: refused", "-retry-join");
        assertThat(opened.getFirst().closes).isEqualTo(1);
    }

    @Test
    void oneSeedThatAnswersIsEnough() {
        joinResults.add(
                new JoinResult(
                        List.of(Endpoint.parse("127.0.0.1:9", 0).orElseThrow()),
                        List.of("x: refused")));
        start(
                AgentConfig.onLoopback("a")
                        .withJoining(
                                new AgentConfig.Joining(
                                        List.of("x", "y"), List.of(), Duration.ofSeconds(1))));
        assertThat(opened.getFirst().joins).containsExactly(List.of("x", "y"));
    }

    @Test
    void aTakenHttpPortIsNamedAndTheNodeIsClosed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var config = AgentConfig.onLoopback("a");
            var http =
                    new AgentConfig.Http(
                            config.http().client(), taken.getLocalPort(), List.of(), 10, 10, 10);
            var failed =
                    catchThrowableOfType(StartException.class, () -> start(config.withHttp(http)));
            assertThat(failed.exitCode()).isEqualTo(ExitCode.CANNOT_BIND);
            assertThat(failed)
                    .hasMessageContainingAll(
                            "127.0.0.1:" + taken.getLocalPort(), "in use", "-http-port");
            assertThat(opened.getFirst().closes).isEqualTo(1);
        }
    }

    @Test
    void leavingTwiceSaysGoodbyeOnce() {
        var agent = start(AgentConfig.onLoopback("a"));
        agent.leave().join();
        agent.leave().join();
        assertThat(opened.getFirst().leaves).isEqualTo(1);
    }

    @Test
    void aClientThatSendsLeaveStopsTheAgent() throws Exception {
        var agent = start(AgentConfig.onLoopback("a"));
        assertThat(RawClient.put(agent.httpEndpoint(), "/v1/agent/leave", "").status())
                .isEqualTo(200);
        agent.closed().get(5, TimeUnit.SECONDS);
        assertThat(opened.getFirst().leaves).isEqualTo(1);
        assertThat(opened.getFirst().closes).isEqualTo(1);
    }

    @Test
    void whoWaitsForEventsGetsAnAnswerWhenTheAgentStops() {
        var agent = start(AgentConfig.onLoopback("a"));
        try (var client = new RawClient(agent.httpEndpoint())) {
            client.send("GET", "/v1/event/list?index=1", "");
            await().until(
                            () ->
                                    RawClient.ask(agent.httpEndpoint(), "GET", "/metrics")
                                            .body()
                                            .contains("starling_blocking_queries 1.0"));
            agent.close();
            assertThat(client.read().body()).isEqualTo("[]");
        }
    }

    @Test
    void closingTwiceClosesOnce() {
        var agent = start(AgentConfig.onLoopback("a"));
        agent.close();
        agent.close();
        assertThat(opened.getFirst().closes).isEqualTo(1);
        assertThat(agent.closed()).isCompleted();
    }

    @Test
    void reloadAppliesTagsAndLogLevelAndKeepsTagsThatWereSetMeanwhile() throws Exception {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var file = directory.resolve("agent.conf");
        var fixed = "node_name = a, bind_addr = 127.0.0.1, ports { http = 0, serf_lan = 0 }\n";
        Files.writeString(file, fixed + "tags { rack = 7 }");
        var agent = startFrom(file);
        try {
            RawClient.put(agent.httpEndpoint(), "/v1/agent/tags", "{\"zone\":\"n\"}");
            Files.writeString(file, fixed + "tags { rack = 7 }, log_level = error");
            assertThat(agent.reload().join()).isEmpty();
            assertThat(root.getLevel()).isEqualTo(Level.ERROR);
            assertThat(tags(agent)).containsEntry("zone", "n").containsEntry("rack", "7");

            Files.writeString(file, fixed + "tags { rack = 8 }, log_level = error");
            assertThat(RawClient.put(agent.httpEndpoint(), "/v1/agent/reload", "").status())
                    .isEqualTo(200);
            assertThat(tags(agent)).containsEntry("rack", "8").doesNotContainKey("zone");
        } finally {
            root.setLevel(Level.OFF);
        }
    }

    @Test
    void reloadReadsServicesAgainAndKeepsThoseThatWereRegistered() throws Exception {
        var file = directory.resolve("agent.conf");
        var fixed = "node_name = a, bind_addr = 127.0.0.1, ports { http = 0, serf_lan = 0 }\n";
        Files.writeString(file, fixed + "services = [{ name = web, port = 80 }, { name = old }]");
        var agent = startFrom(file);
        RawClient.put(agent.httpEndpoint(), "/v1/agent/service/register", "{\"Name\":\"mine\"}");
        Files.writeString(file, fixed + "service { name = web, port = 81 }");
        assertThat(agent.reload().join()).isEmpty();
        assertThat(services(agent))
                .contains("\"web\"", "\"Port\":81", "\"mine\"")
                .doesNotContain("\"old\"");
    }

    @Test
    void aFileOfServicesThatCannotBeReadIsLeftAlone() {
        readTrouble = Optional.of("permission denied");
        var agent = start(AgentConfig.onLoopback("a"));
        var register = "/v1/agent/service/register";
        assertThat(RawClient.put(agent.httpEndpoint(), register, "{\"Name\":\"x\"}").status())
                .isEqualTo(200);
        assertThat(services(agent)).contains("\"x\"");
        assertThat(opened.getFirst().files).isEmpty();
    }

    @Test
    void whatIsMeantForOthersIsNotListedEvenWhereItWasFired() {
        var agent = start(AgentConfig.onLoopback("a"));
        for (var filter : List.of("b", "a", "^a$")) {
            agent.fire(
                            new EventRequest(
                                    "to-" + filter, new byte[0], new EventFilters(filter, "", "")))
                    .join();
        }
        await().until(() -> list(agent).contains("to-^a$"));
        assertThat(list(agent)).contains("\"to-a\"").doesNotContain("\"to-b\"");
    }

    @Test
    void filtersAreHeldAgainstTheServicesOfTheArrivalAndNeverAgain() {
        var agent = start(AgentConfig.onLoopback("a"));
        var forWeb = new EventFilters("", "web", "");
        agent.fire(new EventRequest("early", new byte[0], forWeb)).join();
        // Behind the first one in line: once it is there, the first one has been judged.
        agent.fire(EventRequest.of("between", new byte[0])).join();
        await().until(() -> list(agent).contains("between"));
        RawClient.put(agent.httpEndpoint(), "/v1/agent/service/register", "{\"Name\":\"web\"}");
        agent.fire(new EventRequest("meant", new byte[0], forWeb)).join();
        await().until(() -> list(agent).contains("meant"));
        RawClient.put(agent.httpEndpoint(), "/v1/agent/service/deregister/web", "");
        agent.fire(new EventRequest("late", new byte[0], forWeb)).join();
        agent.fire(EventRequest.of("end", new byte[0])).join();
        await().until(() -> list(agent).contains("end"));
        assertThat(list(agent)).contains("meant").doesNotContain("early").doesNotContain("late");
    }

    @Test
    void aWrongReloadChangesNothingAndTellsAll() throws Exception {
        var file = directory.resolve("agent.conf");
        var fixed = "node_name = a, bind_addr = 127.0.0.1, ports { http = 0, serf_lan = 0 }\n";
        Files.writeString(file, fixed);
        var agent = startFrom(file);
        Files.writeString(file, fixed + "tags { rack = 8 }\nlog_level = loud\nbogus = 1");
        var answer = RawClient.put(agent.httpEndpoint(), "/v1/agent/reload", "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("nothing changed", "loud", "bogus");
        assertThat(tags(agent)).doesNotContainKey("rack");
    }

    private Agent startFrom(Path file) throws ConfigException {
        var agent = ReloadableAgent.start(file, this::open);
        agents.add(agent);
        return agent;
    }

    private Agent start(AgentConfig config) {
        var agent = Agent.start(config, NodeListener.NONE, Optional.empty(), this::open);
        agents.add(agent);
        return agent;
    }

    private FakeCluster open(
            AgentConfig config,
            InetAddress advertised,
            io.starling.gossip.model.Tags tags,
            io.starling.gossip.runtime.Observer observer,
            NodeListener listener) {
        assertThat(advertised.isLoopbackAddress()).isTrue();
        var cluster = new FakeCluster(config, tags, listener);
        cluster.joinResults.addAll(joinResults);
        cluster.readTrouble = readTrouble;
        opened.add(cluster);
        return cluster;
    }

    private Map<String, String> tags(Agent agent) {
        return agent.self().tags().values();
    }

    private static String services(Agent agent) {
        return RawClient.ask(agent.httpEndpoint(), "GET", "/v1/agent/services").body();
    }

    private static String list(Agent agent) {
        return RawClient.ask(agent.httpEndpoint(), "GET", "/v1/event/list").body();
    }
}
