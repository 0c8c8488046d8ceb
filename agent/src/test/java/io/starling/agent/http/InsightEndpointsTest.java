package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.cluster.FakeCluster;
import io.starling.gossip.model.Coordinate;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.CaseNote;
import io.starling.gossip.node.InquiryRefusedException;
import io.starling.gossip.node.NodeCoordinates;
import io.starling.gossip.node.Reachability;
import io.starling.gossip.node.Reachability.Passes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

class InsightEndpointsTest {
    private static final String OWN =
            "{\"Node\":\"node-a\",\"Segment\":\"\",\"Coord\":{\"Vec\":[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],\"Error\":1.5,\"Adjustment\":0.0,\"Height\":1.0E-5}}";
    private static final String OF_B =
            "{\"Node\":\"b/c\",\"Segment\":\"\",\"Coord\":{\"Vec\":[0.25,0.0,0.0,0.0,0.0,0.0,0.0,-0.5],\"Error\":0.125,\"Adjustment\":0.5,\"Height\":0.25}}";

    private final HttpFixture http = new HttpFixture();

    @BeforeEach
    void addMembers() {
        var b = FakeCluster.member("b/c", 8302, Status.ALIVE, Tags.NONE);
        http.cluster.others.add(b);
        http.cluster.others.add(FakeCluster.member("dead", 8303, Status.DEAD, Tags.NONE));
        http.cluster.coordinates =
                new NodeCoordinates(
                        http.cluster.coordinates.own(),
                        Map.of(
                                b.id(),
                                new Coordinate(
                                        new float[] {0.25f, 0, 0, 0, 0, 0, 0, -0.5f},
                                        0.125f,
                                        0.5f,
                                        0.25f)),
                        41);
    }

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void coordinatesHaveTheShapeThatClientsKnow() {
        var answer = http.get("/v1/coordinate/nodes");
        assertThat(answer.body()).isEqualTo("[" + OF_B + "," + OWN + "]");
        assertThat(answer.header("x-consul-index")).isEqualTo("42");
        assertThat(answer.header("x-consul-knownleader")).isEqualTo("true");
        assertThat(answer.header("x-consul-lastcontact")).isEqualTo("0");
    }

    @Test
    void oneNodeIsAListOfOneAndItsNameMayHaveASlash() {
        assertThat(http.get("/v1/coordinate/node/b/c").body()).isEqualTo("[" + OF_B + "]");
        assertThat(http.get("/v1/coordinate/node/b%2Fc").body()).isEqualTo("[" + OF_B + "]");
        assertThat(http.get("/v1/coordinate/node/node-a").body()).isEqualTo("[" + OWN + "]");
    }

    @Test
    void aMissingCoordinateIs404AndSaysWhy() {
        var unmeasured = http.get("/v1/coordinate/node/dead");
        assertThat(unmeasured.status()).isEqualTo(404);
        assertThat(unmeasured.body())
                .startsWith("node-a has not measured the way to dead yet: it probes one member");
        var unknown = http.get("/v1/coordinate/node/zz");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("there is no member \"zz\"");
    }

    @Test
    void theOnlyDatacenterHasNoGatewaysYet() {
        assertThat(http.get("/v1/coordinate/datacenters").body())
                .isEqualTo("[{\"Datacenter\":\"dc1\",\"AreaID\":\"wan\",\"Coordinates\":[]}]");
    }

    @Test
    void selfTellsWhereItIs() {
        assertThat(http.get("/v1/agent/self").body())
                .contains("\"Coord\":" + OWN.substring(OWN.indexOf("{\"Vec"), OWN.length() - 1));
    }

    @Test
    void reachabilityTellsFourFactsAndWhatToDo() {
        var member = http.cluster.others.getFirst();
        http.cluster.reachabilities.put(
                "b/c",
                CompletableFuture.completedFuture(
                        new Reachability(
                                member,
                                Passes.YES,
                                Passes.NO,
                                Passes.YES,
                                Passes.UNKNOWN,
                                List.of("allow it"))));
        assertThat(http.get("/v1/agent/reachability?node=b/c").body())
                .isEqualTo(
                        "{\"node\":\"b/c\",\"address\":\"127.0.0.1:8302\",\"reachable\":false,\"udp_to\":\"yes\",\"udp_from\":\"no\",\"tcp_to\":\"yes\",\"tcp_from\":\"unknown\",\"advice\":[\"allow"
                            + " it\"]}");
    }

    @Test
    void tooManyInquiriesAre429() {
        http.cluster.reachabilities.put(
                "dead", CompletableFuture.failedFuture(new InquiryRefusedException(64)));
        var answer = http.get("/v1/agent/reachability?node=dead");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.body()).isEqualTo("64 inquiries are under way, the limit; try again");
    }

    @Test
    void reachabilityNeedsAnotherMember() {
        assertThat(http.get("/v1/agent/reachability").status()).isEqualTo(400);
        assertThat(http.get("/v1/agent/reachability").body())
                .isEqualTo("Missing node: GET /v1/agent/reachability?node=NAME");
        assertThat(http.get("/v1/agent/reachability?node=node-a").status()).isEqualTo(400);
        assertThat(http.get("/v1/agent/reachability?node=zz").status()).isEqualTo(404);
    }

    @Test
    void historyTellsTheNotesOldestFirst() {
        http.cluster.histories.put(
                "dead",
                List.of(
                        note(60_000, new CaseNote.ProbeFailed(Duration.ofSeconds(1), 3, 2)),
                        note(1_500, new CaseNote.Suspected(new Incarnation(7, 2), "node-a"))));
        assertThat(http.get("/v1/agent/history?node=dead").body())
                .isEqualTo(
                        "{\"node\":\"dead\",\"seen_by\":\"node-a\",\"members\":[{\"id\":\"395cb007-fbbd-f5f5-0000-00000000206f\",\"address\":\"127.0.0.1:8303\",\"status\":\"failed\",\"incarnation\":\"0@1\"}],\"notes\":[{\"time\":\"2023-11-14T22:13:20.123Z\",\"age_seconds\":60.0,\"local_health\":2,\"kind\":\"probe_failed\",\"text\":\"did"
                            + " not answer a probe of this node within 1.0 s: not directly, not"
                            + " through helpers (3 asked, 2 got no answer either), not over a"
                            + " stream\"},{\"time\":\"2023-11-14T22:13:20.123Z\",\"age_seconds\":1.5,\"local_health\":2,\"kind\":\"suspected\",\"text\":\"suspected"
                            + " by node-a at incarnation 2@7\"}]}");
    }

    @Test
    void aMemberThatWasNeverDoubtedHasAnEmptyHistory() {
        assertThat(http.get("/v1/agent/history?node=b/c").body()).endsWith("\"notes\":[]}");
    }

    @Test
    void theHistoryOutlivesTheMember() {
        http.cluster.histories.put("reaped", List.of(note(5, new CaseNote.Forgotten())));
        assertThat(http.get("/v1/agent/history?node=reaped").body())
                .contains("\"members\":[]", "\"kind\":\"forgotten\"");
    }

    @Test
    void historyNeedsAName() {
        assertThat(http.get("/v1/agent/history?node=").status()).isEqualTo(400);
        var unknown = http.get("/v1/agent/history?node=zz%0a");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body())
                .isEqualTo("there is no member \"zz\\u000a\", and nothing is noted of one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/coordinate/nodes",
                "/v1/coordinate/datacenters",
                "/v1/agent/history",
                "/v1/agent/reachability"
            })
    void theyAreOnlyRead(String path) {
        assertThat(http.put(path, "").status()).isEqualTo(405);
    }

    private static CaseNote note(long ageMillis, CaseNote.What what) {
        return new CaseNote(Duration.ofMillis(ageMillis), 1_700_000_000_123_456L, 2, what);
    }
}
