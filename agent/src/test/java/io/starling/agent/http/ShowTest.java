package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.agent.event.EventLog;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class ShowTest {
    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void showsTheEventAndWhoFiredItWhen() {
        var event = http.arrive("deploy", "hello");
        var answer = http.get("/v1/event/show/" + event.id());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith(
                        "{\"ID\":\"%s\",\"Name\":\"deploy\",\"Payload\":\"aGVsbG8=\""
                                .formatted(event.id()))
                .contains("\"LTime\":1,\"Origin\":\"" + event.origin() + "\"")
                .contains("\"OriginName\":\"node-a\"", "\"Sequence\":1")
                .contains("\"FiredAt\":\"1970-01-01T00:00:00Z\"");
    }

    @Test
    void findsWhatTheListShowsThoughTheLogKeepsItNoMore() {
        var bounds = new EventLog.Bounds(Duration.ofMinutes(10), 0, 1);
        try (var forgetful = new HttpFixture(HttpFixture.LIMITS, bounds)) {
            var event = forgetful.arrive("a", "");
            assertThat(forgetful.get("/v1/event/show/" + event.id()).status()).isEqualTo(200);
        }
    }

    @Test
    void findsWhatTheRingKeepsNoMore() {
        var first = http.arrive("a", "");
        for (int i = 0; i < 256; i++) {
            http.arrive("b", "");
        }
        assertThat(http.get("/v1/event/list").body()).doesNotContain(first.id().toString());
        assertThat(http.get("/v1/event/show/" + first.id()).status()).isEqualTo(200);
    }

    @Test
    void saysWhatIsWrong() {
        var unknown = http.get("/v1/event/show/46ee8f51-bc70-3c12-e415-9fae23818ec8");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).contains("46ee8f51-bc70-3c12-e415-9fae23818ec8");
        var malformed = http.get("/v1/event/show/46ee");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.body()).contains("\"46ee\"", "36 characters");
    }
}
