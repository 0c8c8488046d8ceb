package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.RecordingListener;
import io.starling.gossip.runtime.Transport;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/// Sockets of both families on one host.
@Tag("integration")
class DualStackTest {
    private final RecordingObserver observer = new RecordingObserver();

    @BeforeAll
    static void hostHasIpv6() throws IOException {
        boolean bound = false;
        try (var probe = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            bound = probe.isBound();
        } catch (SocketException absent) {
            assumeTrue(bound, "SKIPPED: this host has no IPv6 loopback: " + absent.getMessage());
        }
    }

    /// From a socket of either family to one that is bound to `::`, and back to where the datagram
    /// came from.
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "::1, ::1",
        "0.0.0.0, 127.0.0.1",
        "::, 127.0.0.1",
        "::, ::1"
    })
    void socketBoundToAllAddressesIsReachedOverBothFamilies(String from, String at) {
        try (var loops = NettyLoops.create(1, "test-loop");
                var dual = open("::", loops);
                var other = open(from, loops)) {
            var scheduler = (EventLoopScheduler) dual.ports().scheduler();
            var here = dual.ports().transport();
            var there = other.ports().transport();
            var target = endpoint(at).withPort(dual.boundEndpoint().port());
            var listener = RecordingListener.echoing();
            var answers = RecordingListener.silent();
            var replies = new ArrayList<Transport.Reply>();
            RealLoop.run(
                    scheduler,
                    () -> {
                        here.listen(listener);
                        there.listen(answers);
                        there.send(target, new byte[] {1});
                        there.exchange(target, new byte[] {2}, Duration.ofSeconds(5), replies::add);
                    });
            RealLoop.runUntil(
                    scheduler, () -> listener.datagrams.size() == 1 && replies.size() == 1);
            var source = listener.datagrams.getFirst().source();
            assertThat(source).isEqualTo(endpoint(at).withPort(other.boundEndpoint().port()));
            assertThat(replies.getFirst())
                    .isInstanceOfSatisfying(
                            Transport.Reply.Received.class,
                            reply -> assertThat(reply.payload()).containsExactly(2));
            RealLoop.run(scheduler, () -> here.send(source, new byte[] {3}));
            RealLoop.runUntil(scheduler, () -> answers.datagrams.size() == 1);
            assertThat(observer.total(Counter.DATAGRAMS_UNSENT)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, ::1", "0.0.0.0, ::1", "::1, 127.0.0.1"})
    void datagramForTheOtherFamilyIsCounted(String from, String to) {
        try (var loops = NettyLoops.create(1, "test-loop");
                var runtime = open(from, loops)) {
            var transport = runtime.ports().transport();
            RealLoop.run(
                    (EventLoopScheduler) runtime.ports().scheduler(),
                    () -> transport.send(endpoint(to).withPort(9), new byte[1]));
            assertThat(observer.total(Counter.DATAGRAMS_UNSENT)).isEqualTo(1);
        }
    }

    private NettyRuntime open(String address, NettyLoops loops) {
        return NettyRuntime.open(
                new NettyRuntime.Options(endpoint(address), 1_400, Optional.empty(), observer),
                loops);
    }

    private static Endpoint endpoint(String address) {
        return Endpoint.parse(address, 0).orElseThrow();
    }
}
