package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.EventFilters;
import io.starling.gossip.node.EventRefusedException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class FireTest {
    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void answersEightFieldsInOrderWithTimeZero() {
        var answer = http.put("/v1/event/fire/deploy", "hello");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("x-consul-index")).isEmpty();
        assertThat(answer.body())
                .matches(
                        "\\{\"ID\":\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\",\"Name\":\"deploy\","
                            + "\"Payload\":\"aGVsbG8=\",\"NodeFilter\":\"\",\"ServiceFilter\":\"\","
                            + "\"TagFilter\":\"\",\"Version\":1,\"LTime\":0}");
        assertThat(
                        new String(
                                http.cluster.fired.getFirst().payload(),
                                java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("hello");
    }

    @Test
    void anEmptyPayloadIsNull() {
        assertThat(http.put("/v1/event/fire/deploy", "").body()).contains("\"Payload\":null");
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a/b",
        "a%2Fb, a/b",
        "a%20b, a b",
        "a+b, a+b",
        "gr%C3%BC%C3%9Fe, grüße",
        "a/, a/",
        "_x, _x",
        "a:b, a:b"
    })
    void theNameIsTheWholeRestOfTheDecodedPath(String path, String name) {
        assertThat(http.put("/v1/event/fire/" + path, "").status()).isEqualTo(200);
        assertThat(http.cluster.fired.getFirst().name()).isEqualTo(name);
    }

    /// Each row has what the rows above it are checked for, too: the first problem decides.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/?tag=[&node=[&dc=x | 400 | Missing name",
                "/n?tag=x&node=[&dc=x | 500 | Cannot provide tag filter without service filter",
                "/n?node=[&service=(&dc=x | 500 | Invalid node filter: error parsing regexp:"
                        + " missing closing ]: `[`",
                "/n?node=a&service=(&tag=[&dc=x | 500 | Invalid service filter: error parsing"
                        + " regexp: missing closing ): `(`",
                "/n?service=a&tag=[&dc=x | 500 | Invalid tag filter: error parsing regexp: missing"
                        + " closing ]: `[`",
                "/n?node=a&dc=x | 500 | No path to datacenter"
            })
    void checksInTheOrderThatClientsKnow(String rest, int status, String body) {
        for (var payload : new String[] {"small", "x".repeat(2_000)}) {
            var answer = http.put("/v1/event/fire" + rest, payload);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).isEqualTo(body);
            assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        }
        assertThat(http.cluster.fired).isEmpty();
    }

    @Test
    void anEmptyFilterEqualsAbsence() {
        assertThat(http.put("/v1/event/fire/n?node=&service=&tag=&dc=", "x").status())
                .isEqualTo(200);
    }

    @Test
    void filtersGoWithTheEventAndAreEchoed() {
        var answer = http.put("/v1/event/fire/n?node=web.*&service=web&tag=v%5B12%5D", "x");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "\"NodeFilter\":\"web.*\",\"ServiceFilter\":\"web\",\"TagFilter\":\"v[12]\"");
        assertThat(http.cluster.fired.getFirst().filters())
                .isEqualTo(new EventFilters("web.*", "web", "v[12]"));
    }

    @Test
    void aPatternThatCannotBeBorneIsRefusedUncompiled() {
        var answer = http.put("/v1/event/fire/n?node=((a%7B100%7D)%7B100%7D)%7B100%7D", "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body())
                .isEqualTo(
                        "Invalid node filter: repeats inside one another multiply to 1000000, at"
                                + " most 1000 are allowed; use smaller counts, or * and +");
        assertThat(http.cluster.fired).isEmpty();
    }

    @Test
    void theOwnDatacenterIsAccepted() {
        assertThat(http.put("/v1/event/fire/n?dc=dc1", "").status()).isEqualTo(200);
        assertThat(http.put("/v1/event/fire/n?dc=DC1", "").status()).isEqualTo(500);
    }

    @Test
    void datacenterIsASynonymOfDcAndWins() {
        assertThat(http.put("/v1/event/fire/n?dc=x&datacenter=dc1", "").status()).isEqualTo(200);
        assertThat(http.put("/v1/event/fire/n?dc=dc1&datacenter=x", "").body())
                .isEqualTo("No path to datacenter");
    }

    @Test
    void fourHundredBytesFitAndSixHundredDoNot() {
        assertThat(http.put("/v1/event/fire/deploy", "x".repeat(400)).status()).isEqualTo(200);
        var answer = http.put("/v1/event/fire/deploy", "x".repeat(600));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body())
                .contains("user event exceeds configured limit of 512 bytes before encoding")
                .contains("606", "event_size_limit");
    }

    @Test
    void aMegabyteIsRefusedWithTheSameTextUnread() {
        try (var client = http.client()) {
            client.sendRaw(
                    "PUT /v1/event/fire/n HTTP/1.1\r\nHost: localhost\r\nContent-Length:"
                            + " 1000000\r\n\r\n");
            var answer = client.read();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body())
                    .contains("user event exceeds configured limit of 512 bytes before encoding");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aClientThatSendsAllBeforeItReadsFindsTheAnswer() {
        var answer = http.put("/v1/event/fire/n", "x".repeat(3_000_000));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("user event exceeds configured limit of 512 bytes");
    }

    @Test
    void aNameThatNeverFitsIsTooLarge() {
        var answer = http.put("/v1/event/fire/" + "x".repeat(10_000), "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body())
                .contains("user event exceeds configured limit of 512 bytes before encoding")
                .contains("10000", "256");
    }

    @Test
    void aChunkedBodyIsThePayload() {
        try (var client = http.client()) {
            client.sendRaw(
                    "PUT /v1/event/fire/n HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding:"
                            + " chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            assertThat(client.read().body()).contains("\"Payload\":\"YWJjZGU=\"");
        }
    }

    @Test
    void aChunkedBodyIsBoundedToo() {
        try (var client = http.client()) {
            client.sendRaw(
                    "PUT /v1/event/fire/n HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding:"
                            + " chunked\r\n\r\n");
            client.sendRaw("400\r\n" + "x".repeat(1024) + "\r\n");
            client.sendRaw("1\r\nx\r\n");
            var answer = client.read();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).contains("user event exceeds configured limit");
        }
    }

    @Test
    void expectContinueWorksAndSavesTheBodyThatIsTooLarge() {
        try (var client = http.client()) {
            client.sendRaw(
                    "PUT /v1/event/fire/n HTTP/1.1\r\nHost: localhost\r\nContent-Length:"
                            + " 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            client.sendRaw("hi");
            assertThat(client.read().status()).isEqualTo(200);
            client.sendRaw(
                    "PUT /v1/event/fire/n HTTP/1.1\r\nHost: localhost\r\nContent-Length:"
                            + " 20000\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(500);
        }
    }

    @Test
    void http10Works() {
        try (var client = http.client()) {
            client.sendRaw("PUT /v1/event/fire/n HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi");
            assertThat(client.read().body()).contains("\"Payload\":\"aGk=\"");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void overloadIs429WithRetryAfter() {
        http.cluster.refusal = Optional.of(new EventRefusedException.Overloaded(3_000, 2_000));
        var answer = http.put("/v1/event/fire/n", "");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.body()).contains("3000", "2000");
    }

    @Test
    void aNodeThatLeavesIs503() {
        http.cluster.refusal = Optional.of(new EventRefusedException.NotRunning());
        assertThat(http.put("/v1/event/fire/n", "").status()).isEqualTo(503);
    }

    @Test
    void aNameThatTheNodeRefusesIs400() {
        http.cluster.refusal = Optional.of(new EventRefusedException.BadName("odd"));
        assertThat(http.put("/v1/event/fire/n", "").status()).isEqualTo(400);
    }

    @Test
    void aRetriedFireWithItsKeyIsTheSameEventByParameterAndByHeader() {
        var first = http.put("/v1/event/fire/n?idempotency-key=k", "x");
        var again = http.put("/v1/event/fire/n?idempotency-key=k", "x");
        assertThat(first.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        try (var client = http.client()) {
            client.send("PUT", "/v1/event/fire/n", "x", "Idempotency-Key: k");
            assertThat(client.read().body()).isEqualTo(first.body());
        }
        assertThat(http.cluster.fired).hasSize(1);
    }

    @Test
    void aKeyOfAnotherEventIs422() {
        http.put("/v1/event/fire/n?idempotency-key=k", "x");
        var answer = http.put("/v1/event/fire/m?idempotency-key=k", "x");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("\"k\"", "\"n\"", "10 minutes");
    }

    @Test
    void aKeyThatIsTooLongIs400() {
        assertThat(http.put("/v1/event/fire/n?idempotency-key=" + "k".repeat(128), "").status())
                .isEqualTo(200);
        var answer = http.put("/v1/event/fire/n?idempotency-key=" + "k".repeat(129), "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("129 bytes", "128");
    }

    @Test
    void onlyPut() {
        var answer = RawClient.ask(http.address(), "POST", "/v1/event/fire/n");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.body()).isEqualTo("method POST not allowed");
        assertThat(answer.header("allow")).isEqualTo("OPTIONS,PUT");
    }
}
