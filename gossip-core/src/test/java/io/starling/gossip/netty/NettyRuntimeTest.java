package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.RecordingListener;
import io.starling.gossip.runtime.Storage;
import io.starling.gossip.runtime.Transport.Reply;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Opening and closing the real world.
@Tag("integration")
class NettyRuntimeTest {
    private static final Endpoint ANY_PORT = NettyWorld.LOOPBACK;

    @TempDir Path temporary;

    @Test
    void portZeroBindsOneFreePortForBoth() throws IOException {
        try (var runtime = NettyRuntime.open(options(ANY_PORT))) {
            var bound = runtime.boundEndpoint();
            assertThat(bound.port()).isPositive();
            assertThat(bound).isEqualTo(runtime.ports().transport().localEndpoint());
            assertThatThrownBy(() -> udp(bound.port()).close()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> tcp(bound.port()).close()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void wildcardAddressIsBound() throws IOException {
        var wildcard = Endpoint.parse("0.0.0.0", 0).orElseThrow();
        try (var runtime = NettyRuntime.open(options(wildcard));
                var peer = RawPeer.connect(ANY_PORT.withPort(runtime.boundEndpoint().port()))) {
            assertThat(peer.isConnected()).isTrue();
            assertThat(runtime.boundEndpoint().isWildcard()).isTrue();
        }
    }

    @Test
    void udpPortInUseIsSaidInWords() throws IOException {
        try (var taken = udp(0)) {
            var endpoint = ANY_PORT.withPort(taken.getLocalPort());
            assertThatThrownBy(() -> NettyRuntime.open(options(endpoint)))
                    .isInstanceOf(BindFailedException.class)
                    .hasMessage(
                            "cannot bind UDP %s: address already in use; is another agent running?"
                                    + " Stop it or choose another port",
                            endpoint);
        }
    }

    @Test
    void tcpPortInUseIsSaidInWordsAndLeavesUdpFree() throws IOException {
        try (var taken = tcp(0)) {
            var endpoint = ANY_PORT.withPort(taken.getLocalPort());
            assertThatThrownBy(() -> NettyRuntime.open(options(endpoint)))
                    .isInstanceOf(BindFailedException.class)
                    .hasMessageStartingWith(
                            "cannot bind TCP " + endpoint + ": address already in use; ")
                    .hasMessageContaining("choose another port");
            assertThatCode(() -> udp(endpoint.port()).close()).doesNotThrowAnyException();
        }
    }

    @Test
    void secondRuntimeOnAPortIsRefusedAndTheFirstGoesOn() throws IOException {
        try (var first = NettyRuntime.open(options(ANY_PORT))) {
            assertThatThrownBy(() -> NettyRuntime.open(options(first.boundEndpoint())))
                    .isInstanceOf(BindFailedException.class);
            RawPeer.connect(first.boundEndpoint()).close();
        }
    }

    @Test
    void addressOfAnotherHostIsSaidInWords() {
        var foreign = Endpoint.parse("192.0.2.1:8301", 0).orElseThrow();
        assertThatThrownBy(() -> NettyRuntime.open(options(foreign)))
                .isInstanceOf(BindFailedException.class)
                .hasMessageContaining("UDP 192.0.2.1:8301")
                .hasMessageContaining("choose one of this host's addresses");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_508})
    void datagramSizeOutOfRangeIsRefused(int bytes) {
        assertThatThrownBy(
                        () ->
                                new NettyRuntime.Options(
                                        ANY_PORT, bytes, Optional.empty(), Observer.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1..65507")
                .hasMessageContaining(Integer.toString(bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_025})
    void numberOfThreadsOutOfRangeIsRefused(int threads) {
        assertThatThrownBy(() -> NettyLoops.create(threads, "loop"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1..1024");
    }

    @Test
    void portIsFreeAfterClose() {
        var endpoint = ANY_PORT;
        for (int i = 0; i < 20; i++) {
            try (var runtime = NettyRuntime.open(options(endpoint))) {
                endpoint = runtime.boundEndpoint();
            }
        }
    }

    @Test
    void portIsFreeAfterCloseOnSharedLoops() {
        var endpoint = ANY_PORT;
        try (var loops = NettyLoops.create(2, "shared")) {
            for (int i = 0; i < 100; i++) {
                try (var runtime = NettyRuntime.open(options(endpoint), loops)) {
                    endpoint = runtime.boundEndpoint();
                }
            }
        }
    }

    @Test
    void failedOpenOnOneLoopLeavesNoThread() throws IOException {
        try (var taken = udp(0)) {
            var endpoint = ANY_PORT.withPort(taken.getLocalPort());
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> NettyRuntime.open(options(endpoint)))
                        .isInstanceOf(BindFailedException.class);
            }
        }
        await().atMost(Duration.ofSeconds(5))
                .until(
                        () ->
                                Thread.getAllStackTraces().keySet().stream()
                                        .noneMatch(t -> t.getName().startsWith("starling-gossip")));
    }

    @Test
    void closeIsIdempotentAndMayComeFromTheLoop() throws InterruptedException {
        var runtime = NettyRuntime.open(options(ANY_PORT));
        var closed = new CountDownLatch(1);
        runtime.ports()
                .scheduler()
                .execute(
                        () -> {
                            runtime.close();
                            closed.countDown();
                        });
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        runtime.close();
        await().atMost(Duration.ofSeconds(5))
                .ignoreExceptions()
                .untilAsserted(() -> tcp(runtime.boundEndpoint().port()).close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeWithExchangesOutstandingFailsEachOnce(boolean fromTheLoop) {
        try (var loops = NettyLoops.create(1, "shared");
                var asked = NettyRuntime.open(options(ANY_PORT), loops)) {
            var asker = NettyRuntime.open(options(ANY_PORT), loops);
            var listener = RecordingListener.silent();
            var replies = Collections.synchronizedList(new ArrayList<Reply>());
            var scheduler = (EventLoopScheduler) asked.ports().scheduler();
            RealLoop.run(
                    scheduler,
                    () -> {
                        asked.ports().transport().listen(listener);
                        for (int i = 0; i < 5; i++) {
                            asker.ports()
                                    .transport()
                                    .exchange(
                                            asked.boundEndpoint(),
                                            new byte[1],
                                            Duration.ofSeconds(30),
                                            replies::add);
                        }
                    });
            RealLoop.runUntil(scheduler, () -> listener.requests.size() == 5);
            if (fromTheLoop) {
                RealLoop.run(scheduler, asker::close);
            } else {
                asker.close();
            }
            RealLoop.runUntil(scheduler, () -> replies.size() >= 5);
            assertThat(replies).hasSize(5).hasOnlyElementsOfType(Reply.Failed.class);
        }
    }

    @Test
    void closingTheLoopsFirstIsNoMatter() {
        var loops = NettyLoops.create(1, "shared");
        var runtime = NettyRuntime.open(options(ANY_PORT), loops);
        loops.close();
        loops.close();
        runtime.close();
        runtime.ports().scheduler().execute(() -> {});
    }

    @Test
    void filesOutliveTheRuntimeThatHasADataDirectory() {
        var data = Optional.of(temporary.resolve("data"));
        try (var runtime = NettyRuntime.open(options(data))) {
            var storage = runtime.ports().storage();
            // Not awaited: closing flushes what was asked for.
            RealLoop.run(
                    (EventLoopScheduler) runtime.ports().scheduler(),
                    () -> storage.replace("identity", new byte[] {7}, _ -> {}));
        }
        try (var runtime = NettyRuntime.open(options(data))) {
            assertThat(runtime.ports().storage().read("identity"))
                    .isInstanceOfSatisfying(
                            Storage.Read.Contents.class,
                            contents -> assertThat(contents.bytes()).containsExactly(7));
        }
    }

    @Test
    void dataDirectoryInUseIsRefusedAndNothingIsLeftOpen() {
        var data = Optional.of(temporary.resolve("data"));
        try (var first = NettyRuntime.open(options(data))) {
            assertThatThrownBy(() -> NettyRuntime.open(options(data)))
                    .isInstanceOf(DataDirectoryException.class)
                    .hasMessageContaining("another agent");
            assertThat(first.boundEndpoint().port()).isPositive();
        }
    }

    @Test
    void failedBindUnlocksTheDataDirectory() throws IOException {
        var data = Optional.of(temporary.resolve("data"));
        try (var taken = udp(0)) {
            var endpoint = ANY_PORT.withPort(taken.getLocalPort());
            assertThatThrownBy(
                            () ->
                                    NettyRuntime.open(
                                            new NettyRuntime.Options(
                                                    endpoint, 1_400, data, Observer.NONE)))
                    .isInstanceOf(BindFailedException.class);
        }
        NettyRuntime.open(options(data)).close();
    }

    @Test
    void clocksAreThoseOfThisMachine() {
        try (var runtime = NettyRuntime.open(options(ANY_PORT))) {
            var clock = runtime.ports().clock();
            long before = clock.nanoTime();
            assertThat(clock.nanoTime()).isGreaterThanOrEqualTo(before);
            assertThat(clock.wallMicros() / 1_000)
                    .isCloseTo(System.currentTimeMillis(), within(10_000L));
        }
    }

    @Test
    void everyRuntimeHasItsOwnDice() {
        var draws = new HashSet<Long>();
        for (int i = 0; i < 5; i++) {
            try (var runtime = NettyRuntime.open(options(ANY_PORT))) {
                draws.add(runtime.ports().random().nextLong());
            }
        }
        assertThat(draws).hasSize(5);
    }

    private static NettyRuntime.Options options(Endpoint bind) {
        return new NettyRuntime.Options(bind, 1_400, Optional.empty(), Observer.NONE);
    }

    private static NettyRuntime.Options options(Optional<Path> dataDirectory) {
        return new NettyRuntime.Options(ANY_PORT, 1_400, dataDirectory, Observer.NONE);
    }

    private static DatagramSocket udp(int port) throws IOException {
        return new DatagramSocket(port, InetAddress.getLoopbackAddress());
    }

    private static ServerSocket tcp(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
