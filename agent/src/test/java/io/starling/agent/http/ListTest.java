package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.starling.agent.event.EventIndex;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.UserEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.time.Duration;

class ListTest {
    private static final Duration MOMENT = Duration.ofMillis(150);

    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void anEmptyListHasIndexOneAndIsNoNull() {
        var answer = http.get("/v1/event/list");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("[]");
        assertThat(answer.header("x-consul-index")).isEqualTo("1");
        assertThat(answer.headers())
                .doesNotContainKeys("x-consul-knownleader", "x-consul-lastcontact");
    }

    @Test
    void listsOldestFirstWithTheRealTime() {
        var event = http.arrive("deploy", "hello");
        http.arrive("other", "");
        assertThat(http.get("/v1/event/list?name=deploy").body())
                .isEqualTo(
                        "[{\"ID\":\"%s\",\"Name\":\"deploy\",\"Payload\":\"aGVsbG8=\",\"NodeFilter\":\"\",\"ServiceFilter\":\"\",\"TagFilter\":\"\",\"Version\":1,\"LTime\":1}]"
                                .formatted(event.id()));
        assertThat(http.get("/v1/event/list").body())
                .containsSubsequence("\"deploy\"", "\"other\"", "\"Payload\":null", "\"LTime\":2");
    }

    @Test
    void theIndexIsUnsigned() {
        var plain = http.cluster.event("x", "");
        http.cluster.deliver(
                new UserEvent(
                        EventId.parse("46ee8f51-bc70-3c12-e415-9fae23818ec8"),
                        plain.key(),
                        plain.time(),
                        plain.origin(),
                        "x",
                        plain.payload(),
                        EventFilters.NONE,
                        0));
        await().untilAsserted(
                        () ->
                                assertThat(http.get("/v1/event/list").header("x-consul-index"))
                                        .isEqualTo("11743999143384822490"));
    }

    @Test
    void aListIsWrittenAnewForAnotherNameFormOrEvent() {
        http.arrive("a", "");
        var compact = http.get("/v1/event/list?name=a").body();
        assertThat(http.get("/v1/event/list?name=a").body()).isEqualTo(compact);
        assertThat(http.get("/v1/event/list?name=b").body()).isEqualTo("[]");
        assertThat(http.get("/v1/event/list?name=a&pretty").body()).startsWith("[\n    {");
        assertThat(http.get("/v1/event/list?name=a").body()).isEqualTo(compact);
        http.arrive("a", "");
        assertThat(http.get("/v1/event/list?name=a").body()).hasSizeGreaterThan(compact.length());
    }

    @Test
    void filtersAndConsistencyParametersAreIgnored() {
        http.arrive("a", "");
        var answer = http.get("/v1/event/list?node=[&service=(&tag=[&dc=nowhere&stale&consistent");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"a\"");
    }

    @ParameterizedTest
    @CsvSource({
        "wait=10, Invalid wait time",
        "wait=5d, Invalid wait time",
        "wait=5S, Invalid wait time",
        "wait=s, Invalid wait time",
        "wait=5%20s, Invalid wait time",
        "wait=1.2.3s, Invalid wait time",
        "wait=., Invalid wait time",
        "wait=x&index=x, Invalid wait time",
        "index=x, Invalid index",
        "index=-1, Invalid index",
        "index=1.0, Invalid index",
        "index=0x1, Invalid index",
        "index=+1, Invalid index",
        "index=%201, Invalid index",
        "index=18446744073709551616, Invalid index"
    })
    void refusesMalformedParametersWaitFirst(String query, String body) {
        var answer = http.get("/v1/event/list?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "700ms",
                "0.5s",
                ".5s",
                "1.s",
                "1s500ms",
                "1h0m",
                "%2B1s",
                "-1s",
                "0",
                "0s",
                "1ns",
                "1us",
                "1%C2%B5s",
                "1%CE%BCs",
                "1.5h",
                "1m",
                "1000h"
            })
    void takesDurationsInAnyOfTheirForms(String wait) {
        assertThat(http.get("/v1/event/list?wait=" + wait).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "007", "18446744073709551615"})
    void takesDigitsOfAnUnsignedNumber(String index) {
        http.arrive("a", "");
        assertThat(http.get("/v1/event/list?index=" + index).status()).isEqualTo(200);
    }

    /// Whoever asks with an index is answered in ten minutes at the latest.
    @ParameterizedTest
    @CsvSource({
        "'', 600s",
        "0s, 600s",
        "-5s, 600s",
        "11m, 600s",
        "10m, 600s",
        "9m, 540s",
        "1ns, 0s"
    })
    void waitsTenMinutesAtMost(String given, String waits) {
        assertThat(ListResource.wait(given).orElseThrow().toSeconds() + "s").isEqualTo(waits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "index=", "index=0", "index=2", "index=18446744073709551615"})
    void anyOtherIndexThanTheCurrentOneAnswersAtOnce(String query) {
        assertThat(http.get("/v1/event/list?wait=10m&" + query).status()).isEqualTo(200);
    }

    @Test
    void indexOneOnAnEmptyListBlocksUntilTheFirstEvent() {
        try (var client = http.client()) {
            client.send("GET", "/v1/event/list?index=1", "");
            awaitBlocked(1);
            assertThat(client.isSilentFor(MOMENT)).isTrue();
            var event = http.arrive("a", "");
            var answer = client.read();
            assertThat(answer.body()).contains(event.id().toString());
            assertThat(answer.header("x-consul-index"))
                    .isEqualTo(EventIndex.format(EventIndex.of(event.id())));
            assertThat(http.waiting()).isZero();
        }
    }

    @Test
    void aTimeoutRepeatsWhatWasThere() {
        var event = http.arrive("a", "");
        var index = EventIndex.format(EventIndex.of(event.id()));
        var answer = http.get("/v1/event/list?wait=50ms&index=" + index);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-consul-index")).isEqualTo(index);
        assertThat(answer.body()).contains(event.id().toString());
        assertThat(http.waiting()).isZero();
    }

    @Test
    void aWokenListReturnsEverything() {
        var first = http.arrive("a", "");
        var index = EventIndex.format(EventIndex.of(first.id()));
        try (var client = http.client()) {
            client.send("GET", "/v1/event/list?name=a&index=" + index, "");
            awaitBlocked(1);
            var second = http.arrive("a", "");
            assertThat(client.read().body())
                    .containsSubsequence(first.id().toString(), second.id().toString());
        }
    }

    @Test
    void anEventOfAnotherNameDoesNotWake() {
        try (var client = http.client()) {
            client.send("GET", "/v1/event/list?name=a&index=1", "");
            awaitBlocked(1);
            http.arrive("b", "");
            assertThat(http.waiting()).isEqualTo(1);
            assertThat(client.isSilentFor(MOMENT)).isTrue();
            http.arrive("a", "");
            assertThat(client.read().body()).contains("\"a\"").doesNotContain("\"b\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=0s", "wait=0", "wait=", "wait=-1s", "wait=11m"})
    void zeroAbsentNegativeAndLongWaitsBlock(String wait) {
        try (var client = http.client()) {
            client.send("GET", "/v1/event/list?index=1&" + wait, "");
            awaitBlocked(1);
            assertThat(client.isSilentFor(MOMENT)).isTrue();
            http.arrive("a", "");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void allWhoBlockWakeAndOneTooManyIs429() {
        try (var a = http.client();
                var b = http.client();
                var c = http.client()) {
            a.send("GET", "/v1/event/list?index=1", "");
            b.send("GET", "/v1/event/list?index=1", "");
            c.send("GET", "/v1/event/list?index=1&name=x", "");
            awaitBlocked(3);
            var refused = http.get("/v1/event/list?index=1");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(http.get("/metrics").body())
                    .contains("starling_blocking_queries 3.0")
                    .contains("starling_blocking_queries_refused_total 1.0");
            http.arrive("x", "");
            assertThat(a.read().status()).isEqualTo(200);
            assertThat(b.read().status()).isEqualTo(200);
            assertThat(c.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatGoesAwayWaitsNoLonger() {
        blockAndGoAway();
        assertThat(http.get("/metrics").body()).contains("starling_blocking_queries 0.0");
    }

    @Test
    void aClientThatGoesAwayIsNoErrorOfTheAgent() {
        var logger = (Logger) LoggerFactory.getLogger(Connection.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        try {
            blockAndGoAway();
            assertThat(lines.list).isEmpty();
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
    }

    @Test
    void pipelinedAnswersKeepTheOrderEvenBehindOneThatBlocks() {
        try (var client = http.client()) {
            client.send("GET", "/v1/event/list?index=1&name=a", "");
            client.send("GET", "/v1/status/leader", "");
            client.send("PUT", "/v1/event/fire/b", "x");
            awaitBlocked(1);
            assertThat(client.isSilentFor(MOMENT)).isTrue();
            http.arrive("a", "");
            assertThat(client.read().header("x-consul-index")).isNotEmpty();
            assertThat(client.read().body()).isEqualTo("\"127.0.0.1:8301\"");
            assertThat(client.read().body()).contains("\"Name\":\"b\"");
        }
    }

    @Test
    void thousandsOfPipelinedRequestsAreAnsweredInOrder() {
        try (var client = http.client()) {
            client.send("GET", "/v1/event/list?index=1", "");
            awaitBlocked(1);
            int many = 3_000;
            var sender =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (int i = 0; i < many; i++) {
                                            client.send("GET", "/v1/event/list?name=n" + i, "");
                                        }
                                    });
            assertThat(client.isSilentFor(MOMENT)).isTrue();
            http.arrive("a", "");
            assertThat(client.read().body()).contains("\"a\"");
            for (int i = 0; i < many; i++) {
                assertThat(client.read().body()).isEqualTo("[]");
            }
            await().until(() -> !sender.isAlive());
        }
    }

    @Test
    void theReservedNameOfRemoteExecutionIsAnswered() {
        assertThat(http.put("/v1/event/fire/_rexec", "").status()).isEqualTo(200);
    }

    private void blockAndGoAway() {
        try (var client = http.client()) {
            client.send("GET", "/v1/event/list?index=1", "");
            awaitBlocked(1);
        }
        await().until(() -> http.waiting() == 0);
    }

    private void awaitBlocked(int queries) {
        await().until(() -> http.waiting() == queries);
    }
}
