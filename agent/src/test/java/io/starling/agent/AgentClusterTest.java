package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.starling.agent.config.AgentConfig;
import io.starling.agent.http.RawClient;
import io.starling.agent.service.ServiceReader;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Status;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Real agents on real sockets, seen through their HTTP door alone.
@Tag("integration")
class AgentClusterTest {
    private static final Pattern ID = Pattern.compile("\"ID\":\"([0-9a-f-]+)\"");

    @TempDir Path directory;

    private final List<Agent> agents = new ArrayList<>();

    @AfterEach
    void close() {
        agents.forEach(Agent::close);
    }

    @Test
    void anEventFiredAtEachReachesAllWithTheSameIdIndexAndTime() {
        startCluster(5);
        for (var origin : agents) {
            var name = "from-" + origin.config().nodeName();
            var fired = RawClient.put(origin.httpEndpoint(), "/v1/event/fire/" + name, "hi");
            assertThat(fired.status()).isEqualTo(200);
            await().until(
                            () ->
                                    agents.stream()
                                            .allMatch(
                                                    agent ->
                                                            list(agent, name)
                                                                    .body()
                                                                    .contains(id(fired))));
            assertThat(agents.stream().map(agent -> list(agent, name)).map(RawClient.Answer::body))
                    .as("one list everywhere, the real time included")
                    .containsOnly(list(origin, name).body());
            assertThat(agents.stream().map(agent -> list(agent, name).header("x-consul-index")))
                    .containsOnly(list(origin, name).header("x-consul-index"));
        }
    }

    @Test
    void aBlockingQueryAtOneWakesForAnEventFiredAtAnother() {
        startCluster(2);
        try (var client = new RawClient(agents.get(1).httpEndpoint())) {
            client.send("GET", "/v1/event/list?name=deploy&index=1", "");
            await().until(() -> metrics(agents.get(1)).contains("starling_blocking_queries 1.0"));
            RawClient.put(agents.get(0).httpEndpoint(), "/v1/event/fire/deploy", "v42");
            assertThat(client.read().body()).contains("\"Payload\":\"djQy\"");
        }
    }

    @Test
    void whoLeavesIsSeenLeft() {
        startCluster(3);
        var leaver = agents.getLast();
        assertThat(RawClient.put(leaver.httpEndpoint(), "/v1/agent/leave", "").status())
                .isEqualTo(200);
        await().until(leaver.closed()::isDone);
        await().untilAsserted(
                        () ->
                                assertThat(agents.subList(0, 2))
                                        .allSatisfy(
                                                agent ->
                                                        assertThat(status(agent, "n3"))
                                                                .containsExactly(Status.LEFT)));
        assertThat(members(agents.getFirst())).contains("\"Status\":3");
    }

    @Test
    void changedTagsAreSeenByAll() {
        startCluster(3);
        RawClient.put(agents.getFirst().httpEndpoint(), "/v1/agent/tags", "{\"rack\":\"7\"}");
        await().until(
                        () ->
                                agents.stream()
                                        .allMatch(
                                                agent ->
                                                        members(agent).contains("\"rack\":\"7\"")));
    }

    @Test
    void joiningOverHttpMakesOneCluster() {
        var a = start(AgentConfig.onLoopback("n1"));
        var b = start(AgentConfig.onLoopback("n2"));
        var joined = RawClient.put(a.httpEndpoint(), "/v1/agent/join/" + b.gossipEndpoint(), "");
        assertThat(joined.status()).isEqualTo(200);
        awaitConvergence();
    }

    @Test
    void aFailedJoinTellsWhy() {
        var a = start(AgentConfig.onLoopback("n1"));
        var gone = start(AgentConfig.onLoopback("n2"));
        var address = gone.gossipEndpoint().toString();
        gone.close();
        var answer = RawClient.put(a.httpEndpoint(), "/v1/agent/join/" + address, "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).startsWith("Failed to join " + address + ": ");
    }

    @Test
    void aSecondAgentOfALivingNameDoesNotStart() {
        startCluster(2);
        var second = joining(AgentConfig.onLoopback("n2"), agents.getFirst());
        assertThatThrownBy(() -> start(second))
                .isInstanceOfSatisfying(
                        StartException.class,
                        failed -> assertThat(failed.exitCode()).isEqualTo(ExitCode.JOIN_FAILED))
                .hasMessageContainingAll(
                        "the name n2 is held by", agents.getLast().gossipEndpoint().toString())
                .hasMessageContaining("-node");
        for (var agent : agents) {
            assertThat(agent.members()).hasSize(2);
            assertThat(metrics(agent)).contains("starling_name_conflicts_total 1.0\n");
        }
    }

    @Test
    void anAgentThatAdvertisesAnAddressOfNobodyDoesNotStart() throws Exception {
        startCluster(2);
        var config = AgentConfig.onLoopback("n3");
        var gossip = config.gossip();
        var lost =
                joining(
                        config.withGossip(
                                new AgentConfig.Gossip(
                                        gossip.bind(),
                                        gossip.port(),
                                        Optional.of(InetAddress.getByName("127.66.6.6")),
                                        gossip.profile(),
                                        gossip.eventBytesMax(),
                                        gossip.leaveTimeout())),
                        agents.getFirst());
        assertThatThrownBy(() -> start(lost))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("n3 advertises 127.66.6.6:", "came from 127.0.0.1:")
                .hasMessageContaining("-advertise");
        assertThat(agents).allSatisfy(agent -> assertThat(agent.members()).hasSize(2));
    }

    private static AgentConfig joining(AgentConfig config, Agent seed) {
        return config.withJoining(
                new AgentConfig.Joining(
                        List.of(seed.gossipEndpoint().toString()),
                        List.of(),
                        config.joining().retryInterval()));
    }

    @Test
    void anotherClusterIsNotJoined() {
        var a = start(AgentConfig.onLoopback("n1"));
        var other = start(AgentConfig.onLoopback("n2").withCluster("another"));
        var answer =
                RawClient.put(a.httpEndpoint(), "/v1/agent/join/" + other.gossipEndpoint(), "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("another", "starling");
        assertThat(a.members()).hasSize(1);
    }

    @Test
    void filtersPickTheReceivers() {
        var tagged =
                ServiceReader.read(Map.of("name", "web", "id", "i-1", "tags", List.of("blue")));
        var a = start(AgentConfig.onLoopback("n1"));
        var b = start(AgentConfig.onLoopback("n2").withServices(List.of(tagged.service())));
        var c = start(AgentConfig.onLoopback("n3"));
        for (var agent : List.of(b, c)) {
            agent.join(List.of(a.gossipEndpoint().toString())).join();
        }
        RawClient.put(c.httpEndpoint(), "/v1/agent/service/register", "{\"Name\":\"web\"}");
        await().until(() -> List.of(a, b, c).stream().allMatch(all -> all.members().size() == 3));
        for (var query :
                List.of("node=n[13]", "service=%5Eweb$", "service=web&tag=lu", "node=n9", "")) {
            RawClient.put(a.httpEndpoint(), "/v1/event/fire/x?" + query, query);
        }
        assertFilters(a, "n[13]", "");
        assertFilters(b, "^web$", "web", "");
        assertFilters(c, "n[13]", "^web$", "");
    }

    /// The events that got there, by what of their filters tells them apart; the last has none.
    private static void assertFilters(Agent agent, String... filters) {
        await().untilAsserted(
                        () -> {
                            var body = list(agent, "x").body();
                            assertThat(body.split("\"ID\"", -1)).hasSize(filters.length + 1);
                            for (var filter : filters) {
                                assertThat(body).contains("Filter\":\"" + filter + "\"");
                            }
                        });
    }

    @Test
    void registeredServicesSurviveARestartAndADamagedFileStopsNobody() throws Exception {
        var config =
                AgentConfig.onLoopback("n1")
                        .withDataDirectory(directory)
                        .withServices(
                                List.of(ServiceReader.read(Map.of("name", "fixed")).service()));
        var first = start(config);
        for (var name : List.of("web", "gone")) {
            RawClient.put(
                    first.httpEndpoint(),
                    "/v1/agent/service/register",
                    "{\"Name\":\"%s\",\"Tags\":[\"v1\"]}".formatted(name));
        }
        RawClient.put(first.httpEndpoint(), "/v1/agent/service/deregister/gone", "");
        first.close();
        var second = start(config);
        assertThat(services(second))
                .contains("\"web\"", "\"v1\"", "\"fixed\"")
                .doesNotContain("gone");
        second.close();
        Files.writeString(directory.resolve("services.json"), "[{\"Name\":\"we");
        var third = start(config);
        assertThat(services(third)).contains("\"fixed\"").doesNotContain("web");
    }

    private static String services(Agent agent) {
        return RawClient.ask(agent.httpEndpoint(), "GET", "/v1/agent/services").body();
    }

    @Test
    void theNodeIdSurvivesARestartAndEventsDoNot() {
        var config = AgentConfig.onLoopback("n1").withDataDirectory(directory);
        var first = start(config);
        var id = first.self().id();
        RawClient.put(first.httpEndpoint(), "/v1/event/fire/x", "");
        await().until(() -> list(first, "x").body().contains("\"x\""));
        first.close();
        var second = start(config);
        assertThat(second.self().id()).isEqualTo(id);
        assertThat(list(second, "x").body()).isEqualTo("[]");
        assertThat(RawClient.ask(second.httpEndpoint(), "GET", "/v1/agent/self").body())
                .contains(id.toString());
    }

    @Test
    void retryJoinFindsANodeThatStartsLater() {
        var first = start(AgentConfig.onLoopback("n1"));
        var gossip = first.config().gossip();
        var endpoint = first.gossipEndpoint();
        first.close();
        start(
                AgentConfig.onLoopback("n2")
                        .withJoining(
                                new AgentConfig.Joining(
                                        List.of(),
                                        List.of(endpoint.toString()),
                                        java.time.Duration.ofMillis(50))));
        agents.remove(first);
        start(
                AgentConfig.onLoopback("n1")
                        .withGossip(
                                new AgentConfig.Gossip(
                                        gossip.bind(),
                                        endpoint.port(),
                                        gossip.advertise(),
                                        gossip.profile(),
                                        gossip.eventBytesMax(),
                                        gossip.leaveTimeout())));
        awaitConvergence();
    }

    @Test
    void healthAndMetricsSpeakOfTheCluster() {
        startCluster(3);
        var health = RawClient.ask(agents.getFirst().httpEndpoint(), "GET", "/v1/agent/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body()).contains("\"alive\":3");
        RawClient.put(agents.getFirst().httpEndpoint(), "/v1/event/fire/x", "");
        // The node reports its gauges once a second.
        await().untilAsserted(
                        () -> {
                            assertThat(metrics(agents.getFirst()))
                                    .contains("starling_events_fired_total 1.0\n");
                            assertThat(metrics(agents.getLast()))
                                    .contains("starling_event_received_seconds_count 1\n")
                                    .contains("starling_members_alive 3.0\n");
                        });
    }

    @Test
    void agentsReachEachOtherAndSeeWhoIsGone() {
        startCluster(3);
        assertThat(reachability(agents.getFirst(), "n2"))
                .contains("\"reachable\":true", "\"advice\":[\"everything gets through\"]");
        var gone = agents.getLast();
        var address = gone.gossipEndpoint().toString();
        gone.close();
        assertThat(reachability(agents.getFirst(), "n3"))
                .contains("\"reachable\":false", "\"tcp_to\":\"no\"")
                .contains("nothing gets through: n3 is down", "it advertises " + address);
    }

    @Test
    void agentsLearnHowFarTheOthersAre() {
        startCluster(3);
        // One member is probed a second.
        await().untilAsserted(
                        () ->
                                assertThat(
                                                RawClient.ask(
                                                                agents.getFirst().httpEndpoint(),
                                                                "GET",
                                                                "/v1/coordinate/nodes")
                                                        .body())
                                        .contains("\"Node\":\"n1\"")
                                        .contains("\"Node\":\"n2\"", "\"Node\":\"n3\""));
        assertThat(RawClient.ask(agents.getFirst().httpEndpoint(), "GET", "/v1/agent/self").body())
                .doesNotContain("\"Error\":1.5,");
    }

    @Test
    void anAgentRemembersWhyItCalledAnotherFailed() {
        startCluster(2);
        agents.getLast().close();
        await().until(() -> status(agents.getFirst(), "n2").contains(Status.DEAD));
        var history =
                RawClient.ask(agents.getFirst().httpEndpoint(), "GET", "/v1/agent/history?node=n2");
        assertThat(history.body())
                .contains("\"kind\":\"probe_failed\"")
                .contains("suspected by n1", "declared failed by n1");
    }

    private static String reachability(Agent agent, String name) {
        return RawClient.ask(agent.httpEndpoint(), "GET", "/v1/agent/reachability?node=" + name)
                .body();
    }

    private void startCluster(int nodes) {
        var config = AgentConfig.onLoopback("n1");
        start(config);
        var seed = List.of(agents.getFirst().gossipEndpoint().toString());
        for (int i = 2; i <= nodes; i++) {
            start(
                    AgentConfig.onLoopback("n" + i)
                            .withJoining(
                                    new AgentConfig.Joining(
                                            seed, List.of(), config.joining().retryInterval())));
        }
        awaitConvergence();
    }

    private void awaitConvergence() {
        await().until(
                        () ->
                                agents.stream()
                                        .allMatch(
                                                agent ->
                                                        agent.members().stream()
                                                                        .filter(
                                                                                member ->
                                                                                        member
                                                                                                        .status()
                                                                                                == Status
                                                                                                        .ALIVE)
                                                                        .count()
                                                                == agents.size()));
    }

    private Agent start(AgentConfig config) {
        var agent = Agent.start(config);
        agents.add(agent);
        return agent;
    }

    private static List<Status> status(Agent agent, String name) {
        return agent.members().stream()
                .filter(member -> member.name().equals(name))
                .map(Member::status)
                .toList();
    }

    private static RawClient.Answer list(Agent agent, String name) {
        return RawClient.ask(agent.httpEndpoint(), "GET", "/v1/event/list?name=" + name);
    }

    private static String members(Agent agent) {
        return RawClient.ask(agent.httpEndpoint(), "GET", "/v1/agent/members").body();
    }

    private static String metrics(Agent agent) {
        return RawClient.ask(agent.httpEndpoint(), "GET", "/metrics").body();
    }

    private static String id(RawClient.Answer answer) {
        var matcher = ID.matcher(answer.body());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
