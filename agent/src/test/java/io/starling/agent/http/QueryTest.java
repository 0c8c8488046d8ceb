package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.cluster.FakeCluster;
import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Echo;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.EventRefusedException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// `PUT /v1/event/query/NAME`, over a node that does what the test says.
class QueryTest {
    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void asksWhatTheRequestSays() {
        try (var client = http.client()) {
            client.send(
                    "PUT",
                    "/v1/event/query/a%2Fb?node=web&service=s&tag=t&timeout=1m&relay=3",
                    "p");
            assertThat(client.read().header("content-type")).isEqualTo("application/x-ndjson");
            var asked = http.cluster.asked.getFirst();
            assertThat(asked.request().name()).isEqualTo("a/b");
            assertThat(asked.request().payload()).asString().isEqualTo("p");
            assertThat(asked.request().filters()).isEqualTo(new EventFilters("web", "s", "t"));
            assertThat(asked.question()).isEqualTo(new Question(Duration.ofMinutes(1), 3));
        }
    }

    @Test
    void waitsTenSecondsWithoutRelaysUnlessToldOtherwise() {
        try (var client = http.client()) {
            client.send("PUT", "/v1/event/query/x", "");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(http.cluster.asked.getFirst().question())
                    .isEqualTo(new Question(Duration.ofSeconds(10), 0));
        }
    }

    @Test
    void writesDownWhatComesAsItComesAndEndsWithTheQuery() {
        try (var client = http.client()) {
            client.send("PUT", "/v1/event/query/version", "");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.readSome()).contains("{\"Type\":\"asked\",\"ID\":\"");
            hear(heard(Answer.Kind.PENDING, ""));
            assertThat(client.readSome()).contains("{\"Type\":\"ack\",\"Node\":\"n1\",\"NodeID\"");
            hear(heard(Answer.Kind.ANSWERED, "1.2"));
            assertThat(client.readSome()).contains("\"answer\"", "\"Payload\":\"MS4y\"}");
            hear(heard(Answer.Kind.FAILED, "no"));
            assertThat(client.readSome()).contains("\"error\"", "\"Payload\":\"bm8=\"}");
            hear(heard(Answer.Kind.SILENT, ""));
            assertThat(client.readSome()).contains("\"silent\"").doesNotContain("Payload");
            hear(new Echo.Over(2, 1, true));
            assertThat(client.readSome())
                    .contains("{\"Type\":\"end\",\"Acks\":2,\"Answers\":1,\"TimedOut\":true}\n");
            assertThat(drained(client)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/event/query/ | 400 | Missing name",
                "/v1/event/query/x?tag=t | 500 | Cannot provide tag filter without service filter",
                "/v1/event/query/x?node=%5B | 500 | Invalid node filter: error parsing regexp",
                "/v1/event/query/x?dc=other | 500 | No path to datacenter",
                "/v1/event/query/x?timeout=10 | 400 | Invalid timeout \"10\": it is 10s, from 1ms",
                "/v1/event/query/x?timeout=6m | 400 | Invalid timeout \"6m\"",
                "/v1/event/query/x?timeout=0s | 400 | Invalid timeout \"0s\"",
                "/v1/event/query/x?relay=6 | 400 | Invalid relay \"6\": it is a number from 0 to 5",
                "/v1/event/query/x?relay=-1 | 400 | Invalid relay \"-1\""
            })
    void refusesWhatItCannotAsk(String uri, int status, String sentence) {
        var answer = http.put(uri, "");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains(sentence);
        assertThat(http.cluster.asked).isEmpty();
    }

    @Test
    void saysWhenTheNodeRefuses() {
        http.cluster.refusal = Optional.of(new EventRefusedException.NotRunning());
        assertThat(http.put("/v1/event/query/x", "").status()).isEqualTo(503);
    }

    private static boolean drained(RawClient client) {
        while (!client.isClosed()) {
            // What is left are the bytes that end a chunked body.
        }
        return true;
    }

    private void hear(Echo echo) {
        var listener = http.cluster.asked.getFirst().listener();
        http.onLoop(() -> listener.accept(echo));
    }

    private static Echo heard(Answer.Kind kind, String content) {
        var member = FakeCluster.member("n1", 1, Status.ALIVE, Tags.NONE);
        return new Echo.Heard(member, kind, content.getBytes(StandardCharsets.UTF_8));
    }
}
