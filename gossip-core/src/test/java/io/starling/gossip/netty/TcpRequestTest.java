package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.RecordingListener;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// What a connection from outside may do wrong, by plain sockets.
@Tag("integration")
class TcpRequestTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Short, so that a test sees the node lose its patience.
    private static final StreamLimits IMPATIENT = limits(8, Duration.ofMillis(150));

    private final RecordingListener echoing = RecordingListener.echoing();
    private final RecordingListener silent = RecordingListener.silent();

    @Test
    void requestOfAnAbsurdLengthClosesTheConnection() throws IOException {
        try (var world = NettyWorld.open()) {
            var target = world.listening(1, echoing);
            for (int first : new int[] {0x7f, 0xff, 0x80}) {
                try (var peer = RawPeer.connect(target)) {
                    RawPeer.write(peer, first, 0xff, 0xff, 0xff);
                    assertThat(RawPeer.isClosedByPeer(peer)).isTrue();
                }
            }
            try (var onePast = RawPeer.connect(target)) {
                RawPeer.write(onePast, 0, 0x10, 0, 1);
                assertThat(RawPeer.isClosedByPeer(onePast)).isTrue();
            }
            assertThat(world.observer.total(Counter.STREAM_REQUESTS_MALFORMED)).isEqualTo(4);
            assertThat(echoing.requests).isEmpty();
        }
    }

    @Test
    void tlsHandshakeIsRefusedLikeAnyAbsurdLength() throws IOException {
        try (var world = NettyWorld.open();
                var peer = RawPeer.connect(world.listening(1, echoing))) {
            RawPeer.write(peer, 0x16, 0x03, 0x01, 0x02, 0x00, 0x01);
            assertThat(RawPeer.isClosedByPeer(peer)).isTrue();
            assertThat(world.observer.total(Counter.STREAM_REQUESTS_MALFORMED)).isEqualTo(1);
        }
    }

    @Test
    void bytesAfterTheRequestCloseTheConnection() throws IOException {
        try (var world = NettyWorld.open()) {
            var target = world.listening(1, silent);
            try (var atOnce = RawPeer.connect(target)) {
                RawPeer.write(atOnce, 0, 0, 0, 1, 'a', 'b');
                assertThat(RawPeer.isClosedByPeer(atOnce)).isTrue();
                assertThat(silent.requests).isEmpty();
            }
            try (var later = RawPeer.connect(target)) {
                RawPeer.write(later, 0, 0, 0, 1, 'a');
                world.runUntil(() -> silent.requests.size() == 1);
                RawPeer.write(later, 'b');
                assertThat(RawPeer.isClosedByPeer(later)).isTrue();
            }
            assertThat(world.observer.total(Counter.STREAM_REQUESTS_MALFORMED)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST /v1/event HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody",
                "PUT /v1/event/fire/deploy HTTP/1.1\r\nHost: a\r\n\r\n",
                "HEAD / HTTP/1.1\r\n\r\n"
            })
    void httpIsToldWhereHttpIsServed(String request) throws IOException {
        try (var world = NettyWorld.open();
                var client = RawPeer.connect(world.listening(1, echoing))) {
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var response =
                    new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(response)
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("\r\nContent-Length: 65\r\n")
                    .endsWith(
                            "\r\n\r\n"
                                    + "this is the gossip port; HTTP is served at the agent's http"
                                    + " port\n");
            assertThat(world.observer.total(Counter.STREAM_REQUESTS_MALFORMED)).isEqualTo(1);
            assertThat(echoing.requests).isEmpty();
        }
    }

    @Test
    void httpClientThatStaysIsDisconnected() throws IOException {
        try (var world = NettyWorld.open(IMPATIENT);
                var client = RawPeer.connect(world.listening(1, echoing))) {
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readAllBytes();
            // Only the sending half was closed so far; what the client adds is thrown away.
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(PATIENCE)
                    .until(() -> !RawPeer.isOpenFor(client, 'x'));
        }
    }

    @Test
    void requestThatTricklesPastItsDeadlineIsCutOff() throws IOException {
        try (var world = NettyWorld.open(IMPATIENT);
                var loris = RawPeer.connect(world.listening(1, echoing))) {
            RawPeer.write(loris, 0, 0x0f, 0, 0);
            await().pollInterval(Duration.ofMillis(10))
                    .atMost(PATIENCE)
                    .until(() -> !RawPeer.isOpenFor(loris, 0));
            assertThat(echoing.requests).isEmpty();
        }
    }

    @Test
    void connectionThatSaysNothingIsClosed() throws IOException {
        try (var world = NettyWorld.open(IMPATIENT);
                var mute = RawPeer.connect(world.listening(1, echoing))) {
            assertThat(RawPeer.isClosedByPeer(mute)).isTrue();
        }
    }

    @Test
    void requestThatTheNodeNeverAnswersIsClosed() throws IOException {
        try (var world = NettyWorld.open(IMPATIENT);
                var peer = RawPeer.connect(world.listening(1, silent))) {
            RawPeer.write(peer, 0, 0, 0, 0);
            assertThat(RawPeer.isClosedByPeer(peer)).isTrue();
            assertThat(silent.requests).hasSize(1);
            // The node comes too late; nothing happens.
            world.onLoop(() -> silent.requests.getFirst().answer().accept(new byte[1]));
        }
    }

    @Test
    void peerThatReadsItsAnswerAndStaysIsDisconnected() throws IOException {
        try (var world = NettyWorld.open(IMPATIENT);
                var peer = RawPeer.connect(world.listening(1, echoing))) {
            assertThat(echo(peer)).containsExactly(0, 0, 0, 1, 'x');
            assertThat(RawPeer.isClosedByPeer(peer)).isTrue();
        }
    }

    @Test
    void secondAnswerIsNotSent() throws IOException {
        var eager =
                RecordingListener.answering(
                        request -> {
                            request.answer().accept(new byte[] {'1'});
                            request.answer().accept(new byte[] {'2'});
                        });
        try (var world = NettyWorld.open(IMPATIENT);
                var peer = RawPeer.connect(world.listening(1, eager))) {
            RawPeer.write(peer, 0, 0, 0, 0);
            assertThat(peer.getInputStream().readAllBytes()).containsExactly(0, 0, 0, 1, '1');
        }
    }

    @Test
    void requestThatTricklesInIsServed() throws IOException {
        try (var world = NettyWorld.open();
                var peer = RawPeer.connect(world.listening(1, echoing))) {
            for (int b : new int[] {0, 0, 0, 2, 'a', 'b'}) {
                RawPeer.write(peer, b);
            }
            assertThat(RawPeer.read(peer, 6)).containsExactly(0, 0, 0, 2, 'a', 'b');
        }
    }

    @Test
    void peerThatResetsTheConnectionIsForgotten() throws IOException {
        try (var world = NettyWorld.open(limits(1, Duration.ofSeconds(30)))) {
            var target = world.listening(1, echoing);
            var peer = RawPeer.connect(target);
            RawPeer.write(peer, 0, 0, 0, 9, 'a');
            peer.setSoLinger(true, 0);
            peer.close();
            // Its place, the only one, becomes free.
            await().atMost(PATIENCE).ignoreExceptions().until(() -> isServed(target));
        }
    }

    @Test
    void connectionBeyondTheLimitIsClosedAndCounted() throws IOException {
        try (var world = NettyWorld.open(limits(2, Duration.ofSeconds(30)))) {
            var target = world.listening(1, echoing);
            try (var first = RawPeer.connect(target);
                    var second = RawPeer.connect(target);
                    var third = RawPeer.connect(target)) {
                assertThat(RawPeer.isClosedByPeer(third)).isTrue();
                assertThat(world.observer.total(Counter.STREAM_REQUESTS_REFUSED)).isEqualTo(1);
                assertThat(echo(first)).endsWith('x');
                assertThat(echo(second)).endsWith('x');
            }
            await().atMost(PATIENCE).ignoreExceptions().until(() -> isServed(target));
        }
    }

    private static StreamLimits limits(int inboundMax, Duration timeout) {
        return new StreamLimits(inboundMax, 8, timeout, timeout, timeout);
    }

    private static byte[] echo(Socket peer) throws IOException {
        RawPeer.write(peer, 0, 0, 0, 1, 'x');
        return RawPeer.read(peer, 5);
    }

    private static boolean isServed(Endpoint target) throws IOException {
        try (var peer = RawPeer.connect(target)) {
            return echo(peer).length == 5;
        }
    }
}
