package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;

class ConventionsTest {
    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void jsonIsCompact() {
        var answer = http.get("/v1/status/leader");
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("vary")).isEqualTo("Accept-Encoding");
        assertThat(answer.header("date"))
                .matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        assertThat(answer.body()).isEqualTo("\"127.0.0.1:8301\"");
    }

    @Test
    void anEmptySuccessHasALengthAndNoType() {
        var answer = RawClient.ask(http.address(), "PUT", "/v1/agent/reload");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-length")).isEqualTo("0");
        assertThat(answer.headers()).doesNotContainKey("content-type");
    }

    /// There are no tokens in this release; clients that send one must not notice.
    @ParameterizedTest
    @ValueSource(strings = {"X-Consul-Token: x", "Authorization: Bearer x", "Authorization: Basic"})
    void aTokenIsAcceptedWhereverItStands(String header) {
        assertThat(RawClient.ask(http.address(), "GET", "/v1/event/list?token=x", header).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pretty", "pretty=", "pretty=false", "pretty=true"})
    void prettyIndentsByFourAndEndsTheLine(String query) {
        assertThat(http.get("/v1/agent/version?" + query).body())
                .startsWith("{\n    \"SHA\": \"\",\n    \"BuildDate\": \"\",\n")
                .endsWith("\n}\n");
        assertThat(http.get("/v1/event/list?" + query).body()).isEqualTo("[]\n");
        assertThat(http.get("/v1/status/peers?" + query).body())
                .isEqualTo("[\n    \"127.0.0.1:8301\"\n]\n");
    }

    @Test
    void anglesAndAmpersandsAreEscaped() {
        assertThat(http.put("/v1/event/fire/%3Ca%26b%3E", "").body())
                .contains("\"Name\":\"\\u003ca\\u0026b\\u003e\"");
    }

    @Test
    void otherCharactersAreWrittenAsTheyAre() {
        assertThat(http.put("/v1/event/fire/gr%C3%BC%C3%9Fe%20%E2%9C%93%F0%9F%90%A6", "").body())
                .contains("\"Name\":\"grüße ✓🐦\"");
        assertThat(http.put("/v1/event/fire/a%E2%80%A8b", "").body()).contains("\"a\\u2028b\"");
    }

    @Test
    void bytesThatAreNotUtf8BecomeReplacementCharacters() {
        assertThat(http.put("/v1/event/fire/a%FFb", "").body()).contains("\"Name\":\"a\uFFFDb\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/event",
                "/v1/event/",
                "/v1/event/list/",
                "/v1/event/list/x",
                "/v1",
                "/x",
                "/v1/agent/metrics",
                "/v1/agent/self/"
            })
    void unknownPathsAre404(String path) {
        var answer = http.get(path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("Invalid URL path: not a recognized HTTP API endpoint");
        assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/event/list, 'OPTIONS,GET'",
        "GET, /v1/event/fire/x, 'OPTIONS,PUT'",
        "GET, /v1/agent/leave, 'OPTIONS,PUT'",
        "DELETE, /v1/agent/tags, 'OPTIONS,GET,PUT'",
        "BREW, /v1/agent/self, 'OPTIONS,GET'"
    })
    void theWrongMethodIs405WithWhatIsAllowed(String method, String path, String allow) {
        var answer = RawClient.ask(http.address(), method, path);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo(allow);
        assertThat(answer.body()).isEqualTo("method %s not allowed".formatted(method));
    }

    @Test
    void headIsNotImpliedByGet() {
        try (var client = http.client()) {
            client.send("HEAD", "/v1/event/list", "");
            client.send("GET", "/v1/event/list", "");
            var head = client.read("HEAD");
            assertThat(head.status()).isEqualTo(405);
            assertThat(head.header("allow")).isEqualTo("OPTIONS,GET");
            assertThat(client.read().status()).as("no body came in between").isEqualTo(200);
        }
    }

    @Test
    void optionsTellsWhatIsAllowed() {
        var answer = RawClient.ask(http.address(), "OPTIONS", "/v1/event/fire/x");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("allow")).isEqualTo("OPTIONS,PUT");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1//event/list, /v1/event/list",
        "/v1/x/../event/list, /v1/event/list",
        "/v1/x/..%2fevent/list, /v1/event/list",
        "/v1/./event/list?a=b, /v1/event/list?a=b",
        "/v1/event/fire, /v1/event/fire/",
        "/v1/event/fire//a%20b/, /v1/event/fire/a%20b/",
        "//, /",
        "/.., /"
    })
    void uncleanPathsAreRedirected(String path, String location) {
        var answer = http.get(path);
        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.header("location")).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "%0a", "%7f", "a%0d%0aX:%20y", "%C2%85"})
    void controlCharactersInThePathAre400WithoutABody(String name) {
        var answer = http.put("/v1/event/fire/" + name, "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"name=%", "name=%zz", "%4=x", "a=1;b=2"})
    void aMalformedQueryIs500WithoutABody(String query) {
        var answer = http.get("/v1/event/list?" + query);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aMalformedPathIs400() {
        assertThat(http.get("/v1/event/%zz").status()).isEqualTo(400);
        assertThat(http.get("x").status()).isEqualTo(400);
    }

    @Test
    void theFirstOfRepeatedParametersCounts() {
        http.arrive("a", "");
        assertThat(http.get("/v1/event/list?name=a&name=b").body()).contains("\"a\"");
        assertThat(http.get("/v1/event/list?name=b&name=a").body()).isEqualTo("[]");
    }

    @Test
    void aPlusIsASpaceInTheQuery() {
        http.arrive("a b", "");
        assertThat(http.get("/v1/event/list?name=a+b").body()).contains("\"a b\"");
    }

    @Test
    void anAbsoluteRequestTargetWorks() {
        assertThat(http.get("http://localhost/v1/event/list?name=x").body()).isEqualTo("[]");
    }

    @Test
    void longBodiesAreZippedWhenTheClientAcceptsIt() {
        for (int i = 0; i < 20; i++) {
            http.arrive("a", "some payload");
        }
        var plain = http.get("/v1/event/list");
        var zipped =
                RawClient.ask(
                        http.address(), "GET", "/v1/event/list", "Accept-Encoding: br, gzip;q=0.5");
        assertThat(plain.header("content-encoding")).isEmpty();
        assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
        assertThat(zipped.unzipped()).isEqualTo(plain.body());
        assertThat(
                        RawClient.ask(
                                        http.address(),
                                        "GET",
                                        "/v1/event/list",
                                        "Accept-Encoding: gzip;q=0")
                                .body())
                .isEqualTo(plain.body());
        assertThat(
                        RawClient.ask(
                                        http.address(),
                                        "GET",
                                        "/v1/status/leader",
                                        "Accept-Encoding: gzip")
                                .header("content-encoding"))
                .isEmpty();
    }

    @Test
    void missingAndRepeatedHostsAre400() {
        for (var head : new String[] {"", "Host: localhost\r\nHost: localhost\r\n"}) {
            try (var client = http.client()) {
                client.sendRaw("GET / HTTP/1.1\r\n" + head + "\r\n");
                assertThat(client.read().status()).isEqualTo(400);
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1, 2", "99999999999999999999"})
    void aBadContentLengthIs400(String length) {
        try (var client = http.client()) {
            client.sendRaw(
                    "PUT /v1/event/fire/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                            + length
                            + "\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
        }
        assertThat(http.cluster.fired).isEmpty();
    }

    @Test
    void nonsenseIs400AndTheServerStaysUp() {
        try (var client = http.client()) {
            client.sendRaw("\u0016\u0003\u0001 no http at all\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
        }
        assertThat(http.get("/").status()).isEqualTo(200);
    }

    @Test
    void tooLongLinesAndHeadersAreRefused() {
        try (var client = http.client()) {
            client.sendRaw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(414);
        }
        try (var client = http.client()) {
            client.sendRaw(
                    "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(40_000) + "\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(431);
        }
    }

    @Test
    void bodiesOfOtherEndpointsAreBoundedToo() {
        try (var client = http.client()) {
            client.sendRaw(
                    "PUT /v1/agent/tags HTTP/1.1\r\nHost: localhost\r\nContent-Length:"
                            + " 1048577\r\n\r\n");
            var answer = client.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("1048576");
        }
    }

    @Test
    void connectionsStayOpenBetweenRequests() {
        try (var client = http.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET", "/v1/status/leader", "");
                assertThat(client.read().status()).isEqualTo(200);
            }
            client.send("GET", "/v1/status/leader", "", "Connection: close");
            assertThat(client.read().header("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void anOldClientIsToldThatTheConnectionStaysOpen() {
        try (var client = http.client()) {
            client.sendRaw("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.read().header("connection")).isEqualTo("keep-alive");
        }
    }

    @Test
    void aRefusedRequestsBodyIsNotTakenForTheNextRequest() {
        try (var client = http.client()) {
            client.send("POST", "/v1/event/list", "GET / HTTP/1.1\r\n\r\n");
            client.send("GET", "/v1/event/list", "");
            assertThat(client.read().status()).isEqualTo(405);
            assertThat(client.read().body()).isEqualTo("[]");
        }
    }

    @Test
    void requestsAreCountedByResourceAndStatus() {
        http.put("/v1/event/fire/some-name", "");
        http.get("/nonsense/1");
        http.get("/nonsense/2");
        assertThat(http.get("/metrics").body())
                .contains(
                        "starling_http_requests_total{resource=\"/v1/event/fire/\",status=\"200\"}"
                                + " 1.0")
                .contains("starling_http_requests_total{resource=\"unknown\",status=\"404\"} 2.0");
    }

    @Test
    void aClientThatNeverFinishesItsRequestIsCutOff() {
        try (var slow =
                        new HttpFixture(
                                HttpFixture.limits(
                                        Duration.ofSeconds(30), Duration.ofMillis(100)));
                var client = slow.client()) {
            client.sendRaw("GET / HTTP/1.1\r\nHost: loc");
            var answer = client.read();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aClientThatTricklesItsBodyIsCutOff() {
        try (var slow =
                        new HttpFixture(
                                HttpFixture.limits(
                                        Duration.ofSeconds(30), Duration.ofMillis(100)));
                var client = slow.client()) {
            client.send("PUT", "/v1/event/fire/x", "", "Content-Length: 9");
            client.sendRaw("ab");
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(slow.cluster.fired).isEmpty();
        }
    }

    @Test
    void anIdleConnectionIsClosed() {
        try (var slow =
                        new HttpFixture(
                                HttpFixture.limits(
                                        Duration.ofMillis(100), Duration.ofSeconds(30)));
                var client = slow.client()) {
            client.send("GET", "/", "");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aBlockedQueryIsNotIdle() {
        try (var slow =
                        new HttpFixture(
                                HttpFixture.limits(Duration.ofMillis(50), Duration.ofMillis(50)));
                var client = slow.client()) {
            client.send("GET", "/v1/event/list?index=1&wait=300ms", "");
            assertThat(client.read().body()).isEqualTo("[]");
        }
    }

    @Test
    void oneConnectionTooManyIsRefusedAndCounted() {
        var open = new ArrayList<RawClient>();
        try (var small = new HttpFixture(HttpLimits.of(2))) {
            for (int i = 0; i < 2; i++) {
                var client = small.client();
                open.add(client);
                client.send("GET", "/", "");
                assertThat(client.read().status()).isEqualTo(200);
            }
            try (var refused = small.client()) {
                assertThat(refused.read().status()).isEqualTo(503);
            }
            assertThat(small.metrics.scrape())
                    .contains("starling_http_connections_refused_total 1.0");
            open.getFirst().close();
            await().until(() -> small.metrics.scrape().contains("starling_http_connections 1.0"));
            assertThat(small.get("/").status()).isEqualTo(200);
        } finally {
            open.forEach(RawClient::close);
        }
    }
}
