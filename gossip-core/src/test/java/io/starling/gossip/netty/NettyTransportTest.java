package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.RecordingListener;
import io.starling.gossip.runtime.Transport;
import io.starling.gossip.runtime.Transport.Reply;
import io.starling.gossip.runtime.TransportContract;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The contract over real sockets, and what only real networks and peers can do wrong.
@Tag("integration")
class NettyTransportTest implements TransportContract {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public NettyWorld newTransports() {
        return NettyWorld.open();
    }

    @Test
    void connectionRefusedIsSaidInWords() {
        try (var world = NettyWorld.open()) {
            var nobody = world.nobody();
            assertThat(failed(world, ask(world, nobody, PATIENCE)))
                    .isEqualTo("cannot connect to " + nobody + ": connection refused");
        }
    }

    @Test
    void peerThatAcceptsAndSaysNothingTimesOut() throws IOException {
        // The system completes the connection; nobody ever accepts it.
        try (var world = NettyWorld.open();
                var deaf = RawPeer.listening()) {
            var target = RawPeer.endpoint(deaf);
            assertThat(failed(world, ask(world, target, Duration.ofMillis(100))))
                    .isEqualTo("no reply from " + target + " within 100 ms");
        }
    }

    @Test
    void replyOfAnAbsurdLengthIsRefusedByItsDeclaration() throws IOException {
        assertThat(failedBy((out, _) -> out.writeInt(Integer.MAX_VALUE)))
                .contains("2147483647", Integer.toString(Transport.FRAME_BYTES_MAX));
        assertThat(failedBy((out, _) -> out.writeInt(-1))).contains("4294967295");
        assertThat(failedBy((out, _) -> out.writeInt(Transport.FRAME_BYTES_MAX + 1)))
                .contains(Integer.toString(Transport.FRAME_BYTES_MAX + 1));
    }

    @Test
    void peerThatClosesMidwayFailsTheExchange() throws IOException {
        assertThat(failedBy((_, _) -> {})).contains("closed the connection before a first byte");
        assertThat(failedBy((out, _) -> out.writeShort(0))).contains("within the first bytes");
        assertThat(
                        failedBy(
                                (out, _) -> {
                                    out.writeInt(100);
                                    out.write(new byte[12]);
                                }))
                .contains("after 12 of 100 bytes");
    }

    @Test
    void peerThatSpeaksHttpIsNamedAsSuch() throws IOException {
        assertThat(failedBy((out, _) -> out.writeBytes("HTTP/1.1 400 Bad Request\r\n\r\n")))
                .contains("speaks HTTP", "gossip port");
    }

    @Test
    void bytesAfterTheReplyAreNoMatter() throws IOException {
        var reply =
                receivedFrom(
                        (out, _) -> {
                            out.writeInt(2);
                            out.writeBytes("ok and more");
                        });
        assertThat(reply).containsExactly('o', 'k');
    }

    @Test
    void replyThatTricklesInArrives() throws IOException {
        var reply =
                receivedFrom(
                        (out, _) -> {
                            for (int b : new int[] {0, 0, 0, 3, 'a', 'b', 'c'}) {
                                out.write(b);
                                out.flush();
                            }
                        });
        assertThat(reply).containsExactly('a', 'b', 'c');
    }

    @Test
    void initiatorClosesTheConnectionAfterTheReply() throws IOException {
        var afterTheReply = new CompletableFuture<Integer>();
        receivedFrom(
                (out, in) -> {
                    out.writeInt(0);
                    afterTheReply.complete(in.read());
                });
        assertThat(afterTheReply).isCompletedWithValue(-1);
    }

    @Test
    void exchangeBeyondTheLimitFailsAtOnce() throws IOException {
        var second = Duration.ofSeconds(1);
        try (var world = NettyWorld.open(new StreamLimits(2, 2, second, second, second));
                var deaf = RawPeer.listening()) {
            var target = RawPeer.endpoint(deaf);
            var first = ask(world, target, PATIENCE);
            ask(world, target, PATIENCE);
            assertThat(failed(world, ask(world, target, PATIENCE))).contains("2 exchanges");
            assertThat(first).isEmpty();
        }
    }

    @Test
    void datagramLargerThanTheOwnLimitIsHandedOverWhole() throws IOException {
        var listener = RecordingListener.silent();
        try (var world = NettyWorld.open();
                var peer = new DatagramSocket()) {
            var target = world.listening(1, listener);
            peer.send(
                    new DatagramPacket(new byte[60_000], 60_000, target.address(), target.port()));
            world.runUntil(() -> !listener.datagrams.isEmpty());
            assertThat(listener.datagrams.getFirst().bytes()).hasSize(60_000);
        }
    }

    @Test
    void targetThatTheSystemRefusesIsCountedAndClosesNothing() {
        var listener = RecordingListener.silent();
        try (var world = NettyWorld.open()) {
            var self = world.listening(0, listener);
            // Broadcasting needs a permission that the socket has not, an IPv4 socket knows no way
            // to IPv6, and nobody has port 0.
            for (var refused : List.of("255.255.255.255:9", "[::1]:9", "127.0.0.1:0")) {
                var target = Endpoint.parse(refused, 9).orElseThrow();
                world.onLoop(() -> world.transport(0).send(target, new byte[1]));
            }
            assertThat(world.observer.total(Counter.DATAGRAMS_UNSENT)).isEqualTo(3);
            world.onLoop(() -> world.transport(0).send(self, new byte[] {5}));
            world.runUntil(() -> listener.datagrams.size() == 1);
        }
    }

    @Test
    void unreachablePortsDoNotDisturbTheSocket() {
        var listener = RecordingListener.silent();
        try (var world = NettyWorld.open()) {
            var self = world.listening(0, listener);
            var nobody = world.nobody();
            for (int i = 0; i < 100; i++) {
                world.onLoop(() -> world.transport(0).send(nobody, new byte[10]));
            }
            world.onLoop(() -> world.transport(0).send(self, new byte[] {5}));
            world.runUntil(() -> listener.datagrams.size() == 1);
        }
    }

    @Test
    void whatArrivedBeforeListeningIsHandedOverThen() throws IOException {
        var listener = RecordingListener.echoing();
        try (var world = NettyWorld.open();
                var udp = new DatagramSocket()) {
            var target = world.transport(1).localEndpoint();
            udp.send(new DatagramPacket(new byte[3], 3, target.address(), target.port()));
            try (var tcp = RawPeer.connect(target)) {
                RawPeer.write(tcp, 0, 0, 0, 1, 'x');
                world.listening(1, listener);
                world.runUntil(() -> listener.datagrams.size() == 1);
                assertThat(RawPeer.read(tcp, 5)).containsExactly(0, 0, 0, 1, 'x');
            }
        }
    }

    @Test
    void listenerThatThrowsIsReportedAndHearsTheNext() throws IOException {
        var failures = new ArrayList<Throwable>();
        var listener =
                RecordingListener.answering(
                        _ -> {
                            throw new IllegalStateException("planted");
                        });
        try (var world = NettyWorld.open();
                var udp = new DatagramSocket()) {
            world.runtime(1).onFailure(failures::add);
            var target = world.listening(1, listener);
            try (var tcp = RawPeer.connect(target)) {
                RawPeer.write(tcp, 0, 0, 0, 0);
                world.runUntil(() -> failures.size() == 1);
            }
            assertThat(failures.getFirst()).hasMessage("planted");
            assertThat(world.observer.total(Counter.LOOP_TASKS_FAILED)).isEqualTo(1);
            udp.send(new DatagramPacket(new byte[3], 3, target.address(), target.port()));
            world.runUntil(() -> listener.datagrams.size() == 1);
        }
    }

    /// @return why an exchange with a peer that reads the request and plays `script` failed
    private static String failedBy(RawPeer.Script script) throws IOException {
        try (var world = NettyWorld.open();
                var peer = RawPeer.listening()) {
            var served = RawPeer.serve(peer, script);
            var reason = failed(world, ask(world, RawPeer.endpoint(peer), PATIENCE));
            served.join();
            assertThat(reason).contains(RawPeer.endpoint(peer).toString());
            return reason;
        }
    }

    private static byte[] receivedFrom(RawPeer.Script script) throws IOException {
        try (var world = NettyWorld.open();
                var peer = RawPeer.listening()) {
            var served = RawPeer.serve(peer, script);
            var replies = ask(world, RawPeer.endpoint(peer), PATIENCE);
            world.runUntil(() -> !replies.isEmpty());
            served.join();
            return switch (replies.getFirst()) {
                case Reply.Received(var payload) -> payload;
                case Reply.Failed(var reason) -> throw new AssertionError(reason);
            };
        }
    }

    private static List<Reply> ask(NettyWorld world, Endpoint target, Duration timeout) {
        var replies = new ArrayList<Reply>();
        world.onLoop(() -> world.transport(0).exchange(target, new byte[8], timeout, replies::add));
        return replies;
    }

    private static String failed(NettyWorld world, List<Reply> replies) {
        world.runUntil(() -> !replies.isEmpty());
        assertThat(replies).hasSize(1);
        return switch (replies.getFirst()) {
            case Reply.Received _ -> throw new AssertionError("there was a reply");
            case Reply.Failed(var reason) -> reason;
        };
    }
}
