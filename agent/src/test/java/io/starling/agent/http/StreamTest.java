package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.starling.agent.event.EventLog;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.UserEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class StreamTest {
    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void beginsWithTheCursorOfNow() {
        http.arrive("old", "");
        try (var stream = open("")) {
            assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(stream.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(stream.next())
                    .isEqualTo(new StreamClient.Block("0000000000abcdef-1", "", ""));
        }
    }

    @Test
    void hasEventsAsTheListHasThem() {
        try (var stream = open("?since=now")) {
            stream.next();
            var event = http.arrive("deploy", "hello");
            var block = stream.next();
            assertThat(block.type()).isEmpty();
            assertThat(block.id()).isEqualTo("0000000000abcdef-1");
            assertThat("[" + block.data() + "]").isEqualTo(http.get("/v1/event/list").body());
            assertThat(block.data()).contains(event.id().toString());
        }
    }

    @Test
    void hasOnlyEventsOfTheName() {
        try (var stream = open("?name=a")) {
            stream.next();
            http.arrive("b", "");
            var wanted = http.arrive("a", "");
            assertThat(stream.next().data()).contains(wanted.id().toString());
        }
    }

    @Test
    void goesBackToTheOldestThatIsKept() {
        var events = List.of(http.arrive("a", ""), http.arrive("b", ""));
        try (var stream = open("?since=oldest")) {
            stream.next();
            events.forEach(event -> assertThat(stream.next().data()).contains(id(event)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 19, 20})
    void aClientThatComesBackGetsTheRestOnceAndNothingTwice(int breakAfter) {
        var fired = new ArrayList<String>();
        var heard = new ArrayList<String>();
        String cursor;
        try (var stream = open("?name=a")) {
            cursor = stream.next().id();
            for (int i = 0; i < 20; i++) {
                fired.add(id(http.arrive("a", "")));
                http.arrive("b", "");
            }
            for (int i = 0; i < breakAfter; i++) {
                var block = stream.next();
                heard.add(idIn(block));
                cursor = block.id();
            }
        }
        fired.add(id(http.arrive("a", "")));
        // As browsers do it: the URL of the first time, and how far they got in the header.
        try (var stream = open("?name=a&since=oldest", Map.of("Last-Event-ID", cursor))) {
            stream.next();
            while (heard.size() < fired.size()) {
                heard.add(idIn(stream.next()));
            }
        }
        assertThat(heard).isEqualTo(fired);
    }

    @Test
    void sinceTakesACursorToo() {
        http.arrive("a", "");
        var second = http.arrive("a", "");
        try (var stream = open("?since=0000000000abcdef-1")) {
            stream.next();
            assertThat(stream.next().data()).contains(id(second));
        }
    }

    @Test
    void tellsOfAGapWhenTheCursorIsOlderThanWhatIsKept() {
        var bounds = new EventLog.Bounds(Duration.ofMinutes(10), 2_000, 2);
        try (var small = new HttpFixture(HttpFixture.LIMITS, bounds)) {
            for (int i = 0; i < 10; i++) {
                small.arrive("a", "");
            }
            var query = "?since=0000000000abcdef-0";
            try (var stream = new StreamClient(small.address(), query, Map.of())) {
                stream.next();
                var gap = stream.next();
                assertThat(gap.type()).isEqualTo("gap");
                assertThat(gap.data()).contains("\"reason\":\"evicted\",\"events\":7");
                assertThat(gap.id()).isEqualTo("0000000000abcdef-7");
                assertThat(stream.next().id()).isEqualTo("0000000000abcdef-8");
            }
            assertThat(small.metrics.scrape()).contains("starling_event_stream_gaps_total 1.0");
        }
    }

    @Test
    void tellsOfAGapWhenTheCursorIsOfAnotherRun() {
        var event = http.arrive("a", "");
        try (var stream = open("?since=00000000000000ff-5")) {
            stream.next();
            assertThat(stream.next().data()).contains("\"reason\":\"elsewhere\",\"events\":null");
            assertThat(stream.next().data()).contains(id(event));
        }
    }

    @Test
    void tellsOfEventsThatDidNotReachTheNode() {
        try (var stream = open("?name=a")) {
            stream.next();
            http.feed.missing(new EventRange(new OriginBoot(1, 2), 3, 5));
            var gap = stream.next();
            assertThat(gap.type()).isEqualTo("gap");
            assertThat(gap.data())
                    .startsWith("{\"reason\":\"missing\",\"events\":3,\"boot\":")
                    .contains("\"from\":3,\"to\":5");
        }
    }

    @Test
    void aClientThatDoesNotReadCostsABoundedBufferAndIsToldOfTheGap() {
        var bounds = new EventLog.Bounds(Duration.ofMinutes(10), 64 << 10, 2);
        try (var small = new HttpFixture(HttpFixture.LIMITS, bounds);
                var slow = new StreamClient(small.address(), "", Map.of())) {
            slow.next();
            // More than the sockets' buffers take, on any system.
            var payload = "x".repeat(2_000);
            UserEvent last = small.arrive("a", payload);
            for (int i = 0; i < 8_000; i++) {
                last = i % 1_000 == 0 ? small.arrive("a", payload) : deliver(small, payload);
            }
            small.onLoop(() -> {});
            var blocks = new ArrayList<StreamClient.Block>();
            do {
                blocks.add(slow.next());
            } while (!blocks.getLast().data().contains(id(last)));
            assertThat(blocks)
                    .anySatisfy(
                            block -> assertThat(block.data()).contains("\"reason\":\"evicted\""));
        }
    }

    @Test
    void aClientThatLeavesAllUnreadIsCutOffAndCounted() {
        var impatient =
                new HttpLimits(
                        10,
                        16_384,
                        32_768,
                        16,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1));
        try (var http = new HttpFixture(impatient);
                var deaf = http.client()) {
            deaf.send("GET", "/v1/event/stream", "");
            await().until(() -> http.log.reading() == 1);
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(
                            () -> {
                                for (int i = 0; i < 500; i++) {
                                    deliver(http, "x".repeat(1_000));
                                }
                                http.onLoop(() -> {});
                                return http.log.reading() == 0;
                            });
            assertThat(http.metrics.scrape()).contains("starling_http_unread_total 1.0");
        }
    }

    @Test
    void oneStreamTooManyIs429AndCounted() {
        var open = new ArrayList<StreamClient>();
        for (int i = 0; i < HttpFixture.STREAMS_MAX; i++) {
            open.add(open(""));
        }
        var refused = http.get("/v1/event/stream");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.body()).contains("3 event streams", "limits.event_streams");
        assertThat(http.metrics.scrape())
                .contains("starling_event_streams 3.0")
                .contains("starling_event_streams_refused_total 1.0");
        open.forEach(StreamClient::close);
        await().until(() -> http.metrics.scrape().contains("starling_event_streams 0.0"));
    }

    @Test
    void endsCleanlyWhenTheAgentStops() {
        try (var stream = open("")) {
            stream.next();
            http.onLoop(http.log::release);
            assertThatThrownBy(stream::next).hasRootCauseInstanceOf(EOFException.class);
        }
        await().until(() -> http.log.reading() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "5m", "0000000000abcdef", "0000000000abcdef--1", "zzz-1"})
    void refusesWhatIsNoCursor(String since) {
        var answer = http.get("/v1/event/stream?since=" + since);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"" + since + "\"", "now or oldest");
    }

    @Test
    void anOldClientGetsNoChunks() {
        http.arrive("a", "");
        try (var client = http.client()) {
            client.sendRaw("GET /v1/event/stream?since=oldest HTTP/1.0\r\n\r\n");
            var head = client.read();
            assertThat(head.headers()).doesNotContainKey("transfer-encoding");
            assertThat(head.header("connection")).isEqualTo("close");
            assertThat(client.readSome()).startsWith("retry: 1000\nid: 0000000000abcdef-0\n\n");
        }
    }

    private StreamClient open(String query) {
        return open(query, Map.of());
    }

    private StreamClient open(String query, Map<String, String> headers) {
        return new StreamClient(http.address(), query, headers);
    }

    private static UserEvent deliver(HttpFixture to, String payload) {
        var event = to.cluster.event("a", payload);
        to.cluster.deliver(event);
        return event;
    }

    private static String id(UserEvent event) {
        return event.id().toString();
    }

    private static String idIn(StreamClient.Block block) {
        return block.data().substring("{\"ID\":\"".length(), "{\"ID\":\"".length() + 36);
    }
}
