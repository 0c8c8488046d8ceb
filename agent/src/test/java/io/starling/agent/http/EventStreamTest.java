package io.starling.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

class EventStreamTest {
    private final HttpFixture http = new HttpFixture();
    private final Queue<String> pieces = new ConcurrentLinkedQueue<>();
    private final EventStream stream =
            new EventStream(
                    http.log,
                    "quiet",
                    http.log.now(),
                    Duration.ofMillis(20),
                    http.server.loop(),
                    http.metrics);

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void aHeartbeatMovesTheCursorOfAQuietNameAlong() {
        http.onLoop(() -> stream.open(this::take));
        await().until(() -> pieces.contains(": heartbeat\nid: 0000000000abcdef-0\n\n"));
        http.arrive("busy", "");
        http.arrive("busy", "");
        await().until(() -> pieces.contains(": heartbeat\nid: 0000000000abcdef-2\n\n"));
        assertThat(pieces).noneMatch(piece -> piece.contains("data:"));
    }

    @Test
    void noHeartbeatComesAfterTheEnd() {
        http.onLoop(() -> stream.open(this::take));
        await().until(() -> pieces.size() > 2);
        http.onLoop(stream::close);
        http.onLoop(pieces::clear);
        // A task that is due after the next heartbeat would have been.
        var later =
                http.server
                        .loop()
                        .schedule(pieces::isEmpty, 100, java.util.concurrent.TimeUnit.MILLISECONDS);
        await().until(later::isDone);
        assertThat(later.resultNow()).isTrue();
    }

    private void take() {
        stream.next().ifPresent(piece -> pieces.add(new String(piece, StandardCharsets.UTF_8)));
    }
}
