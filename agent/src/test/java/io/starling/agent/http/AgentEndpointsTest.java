package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.cluster.FakeCluster;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.ForceLeaveResult;
import io.starling.gossip.node.JoinResult;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

class AgentEndpointsTest {
    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void membersHaveTheShapeThatClientsKnow() {
        var tags = Tags.of(Map.of("build", "0.1.0:", "rack", "7", "role", "impostor"));
        http.cluster.others.add(FakeCluster.member("z", 8302, Status.DEAD, tags));
        assertThat(http.get("/v1/agent/members?segment=_all").body())
                .startsWith("[{\"Name\":\"node-a\"")
                .contains(
                        "{\"Name\":\"z\",\"Addr\":\"127.0.0.1\",\"Port\":8302,\"Tags\":{\"acls\":\"0\",\"build\":\"0.1.0:\",\"dc\":\"dc1\",\"id\":\"395cb007-fbbd-f5f5-0000-00000000206e\",\"rack\":\"7\",\"role\":\"node\",\"segment\":\"\",\"vsn\":\"2\",\"vsn_max\":\"3\",\"vsn_min\":\"2\"},\"Status\":4,\"ProtocolMin\":1,\"ProtocolMax\":5,\"ProtocolCur\":2,\"DelegateMin\":2,\"DelegateMax\":5,\"DelegateCur\":4}");
    }

    @ParameterizedTest
    @CsvSource({"ALIVE, 1", "SUSPECT, 1", "LEFT, 3", "DEAD, 4"})
    void statusIsANumber(Status status, int number) {
        assertThat(MemberJson.status(status)).isEqualTo(number);
    }

    @Test
    void wanHasNoMembersHereAndABareWanMeansLan() {
        assertThat(http.get("/v1/agent/members?wan=1").body()).isEqualTo("[]");
        assertThat(http.get("/v1/agent/members?wan").body()).contains("node-a");
        assertThat(http.get("/v1/agent/members?segment=x").status()).isEqualTo(500);
    }

    @Test
    @SuppressWarnings("unchecked")
    void everyLeafOfStatsIsAText() {
        var self =
                Json.readObject(http.get("/v1/agent/self").body().getBytes(StandardCharsets.UTF_8));
        assertThat(self.keySet())
                .containsExactly("Config", "DebugConfig", "Coord", "Member", "Stats", "Meta");
        var config = (Map<String, Object>) self.get("Config");
        assertThat(config)
                .containsEntry("NodeName", "node-a")
                .containsEntry("Datacenter", "dc1")
                .containsEntry("NodeID", http.cluster.self().id().toString())
                .containsKeys("Revision", "Server", "Version");
        var stats = (Map<String, Map<String, Object>>) Objects.requireNonNull(self.get("Stats"));
        assertThat(stats).containsKeys("agent", "build", "runtime", "serf_lan");
        assertThat(stats.values())
                .allSatisfy(
                        section ->
                                assertThat(section.values()).hasOnlyElementsOfType(String.class));
        assertThat(stats.get("serf_lan"))
                .containsEntry("event_time", "1")
                .containsEntry("failed", "2")
                .containsEntry("left", "3")
                .containsEntry("members", "6");
        var coordinate = (Map<String, Object>) Objects.requireNonNull(self.get("Coord"));
        assertThat((List<Object>) coordinate.get("Vec")).hasSize(8);
    }

    @Test
    void healthCountsTheMembers() {
        var answer = http.get("/v1/agent/health");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"status\":\"ok\"", "\"node\":\"node-a\"", "\"uptime_seconds\":")
                .contains("\"loop_delay_ms\":")
                .contains("\"members\":{\"alive\":1,\"suspect\":0,\"left\":3,\"failed\":2}");
    }

    @Test
    void aStalledLoopIsUnhealthy() {
        http.cluster.stalled = true;
        var answer = http.get("/v1/agent/health");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"status\":\"stalled\"");
    }

    @Test
    void aLeavingAgentIsNotHealthy() {
        http.leaving = true;
        var answer = http.get("/v1/agent/health");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"status\":\"leaving\"");
    }

    @Test
    void joinSucceedsWithAnEmptyBody() {
        var answer = http.put("/v1/agent/join/10.0.0.1:8301", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("content-length")).isEqualTo("0");
        assertThat(answer.header("content-type")).isEmpty();
        assertThat(http.cluster.joins).containsExactly(List.of("10.0.0.1:8301"));
    }

    @Test
    void joinReadsNoFilesForItsClients() {
        var answer = http.put("/v1/agent/join/file:%2Fetc%2Fpasswd", "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("-retry-join");
        assertThat(http.cluster.joins).isEmpty();
    }

    @Test
    void joinTakesIpv6InBracketsAndWanFalse() {
        assertThat(http.put("/v1/agent/join/%5B::1%5D:8301?wan=false", "").status()).isEqualTo(200);
        assertThat(http.cluster.joins).containsExactly(List.of("[::1]:8301"));
    }

    @Test
    void aFailedJoinIs500AndNamesTheAddress() {
        http.cluster.joinResults.add(new JoinResult(List.of(), List.of("connection refused")));
        var answer = http.put("/v1/agent/join/127.0.0.1", "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("Failed to join 127.0.0.1: connection refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/agent/join/", "/v1/agent/join/x?wan=1"})
    void joinNeedsAnAddressAndHasNoWan(String uri) {
        assertThat(http.put(uri, "").status()).isEqualTo(500);
        assertThat(http.cluster.joins).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "z, z",
        "z?prune, z prune",
        "z?prune=false, z prune",
        "web%201, web 1",
        "395cb007-fbbd-f5f5-0000-00000000206e, 395cb007-fbbd-f5f5-0000-00000000206e"
    })
    void forceLeaveSucceedsWithAnEmptyBody(String target, String asked) {
        var answer = http.put("/v1/agent/force-leave/" + target, "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(http.cluster.forceLeaves).containsExactly(asked);
    }

    @Test
    void forceLeaveOfAnUnknownNodeIs500AndNamesIt() {
        http.cluster.forceLeaveResult = new ForceLeaveResult.Unknown("z");
        var answer = http.put("/v1/agent/force-leave/z", "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("agent: No node found with name 'z'");
    }

    @Test
    void forceLeaveOfALivingMemberChangesNothingAndSaysWhy() {
        http.cluster.forceLeaveResult = new ForceLeaveResult.Refused("z is alive");
        var answer = http.put("/v1/agent/force-leave/z", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("z is alive");
    }

    @Test
    void forceLeaveIsNoReading() {
        assertThat(http.get("/v1/agent/force-leave/z").status()).isEqualTo(405);
        assertThat(http.cluster.forceLeaves).isEmpty();
    }

    @Test
    void leaveAnswersAndThenStops() throws Exception {
        assertThat(http.put("/v1/agent/leave", "").status()).isEqualTo(200);
        assertThat(http.cluster.leaves).isEqualTo(1);
        http.stopped.get(5, TimeUnit.SECONDS);
    }

    @Test
    void reloadIsEmptyOrTellsWhatIsWrong() {
        assertThat(http.put("/v1/agent/reload", "").body()).isEmpty();
        http.reloadProblem = Optional.of("a.conf:1: unknown key");
        var answer = http.put("/v1/agent/reload", "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("a.conf:1: unknown key");
    }

    @Test
    void tagsAreSetAndTakenAway() {
        assertThat(http.get("/v1/agent/tags").body()).isEqualTo("{\"rack\":\"7\"}");
        assertThat(http.put("/v1/agent/tags", "{\"zone\":\"n\",\"rack\":null}").body())
                .isEqualTo("{\"zone\":\"n\"}");
        assertThat(http.get("/v1/agent/tags").body()).isEqualTo("{\"zone\":\"n\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | Request decode failed",
                "[1] | Request decode failed",
                "{\"a\" | Request decode failed",
                "{\"a\":1} | tag \"a\" must be a text or null, was 1",
                "{\"id\":\"x\"} | tag \"id\" is set by the agent itself",
                "{\"\":\"x\"} | a tag key must have 1 to 128 bytes",
                "{\"a\":\"\\u0007\"} | must not have control characters"
            })
    void badTagsAre400AndChangeNothing(String body, String problem) {
        var answer = http.put("/v1/agent/tags", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains(problem);
        assertThat(http.get("/v1/agent/tags").body()).isEqualTo("{\"rack\":\"7\"}");
    }

    @Test
    void statusAnswersForThoseWhoLookForALeader() {
        http.cluster.others.add(FakeCluster.member("z", 8302, Status.DEAD, Tags.NONE));
        assertThat(http.get("/v1/status/leader").body()).isEqualTo("\"127.0.0.1:8301\"");
        assertThat(http.get("/v1/status/peers").body()).isEqualTo("[\"127.0.0.1:8301\"]");
    }

    @Test
    void theRootGreetsInOneLine() {
        assertThat(http.get("/").body()).startsWith("Starling agent ").endsWith("\n");
    }

    @Test
    void metricsAreInPrometheusText() {
        var answer = http.get("/metrics");
        assertThat(answer.header("content-type"))
                .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body()).contains("# TYPE starling_http_connections gauge");
    }

    @Test
    void versionIsThatOfTheBuild() {
        assertThat(http.get("/v1/agent/version").body()).matches(".*\"HumanVersion\":\"[0-9].*");
    }
}
