package io.starling.gossip.netty;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Scheduler;
import io.starling.gossip.runtime.SchedulerContract;
import io.starling.gossip.runtime.Transport;
import io.starling.gossip.runtime.TransportContract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Three runtimes on one loop, bound to one address of this host.
final class NettyWorld implements TransportContract.Harness, SchedulerContract.Harness {
    static final Endpoint LOOPBACK = Endpoint.parse("127.0.0.1", 0).orElseThrow();
    static final int DATAGRAM_BYTES_MAX = 1_400;

    final RecordingObserver observer = new RecordingObserver();
    final Endpoint bind;
    private final NettyLoops loops = NettyLoops.create(1, "test-loop");
    private final List<NettyRuntime> runtimes = new ArrayList<>();
    private final Endpoint nobody;

    private NettyWorld(Endpoint bind, StreamLimits limits) {
        this.bind = bind;
        for (int i = 0; i < 3; i++) {
            runtimes.add(NettyRuntime.open(options(bind), loops, Optional.empty(), limits));
        }
        nobody = freePort(bind);
    }

    static NettyWorld open() {
        return new NettyWorld(LOOPBACK, StreamLimits.DEFAULT);
    }

    static NettyWorld open(Endpoint bind) {
        return new NettyWorld(bind, StreamLimits.DEFAULT);
    }

    static NettyWorld open(StreamLimits limits) {
        return new NettyWorld(LOOPBACK, limits);
    }

    NettyRuntime.Options options(Endpoint endpoint) {
        return new NettyRuntime.Options(endpoint, DATAGRAM_BYTES_MAX, Optional.empty(), observer);
    }

    NettyRuntime runtime(int index) {
        return runtimes.get(index);
    }

    /// Lets the transport listen.
    ///
    /// @return where it is
    Endpoint listening(int index, Transport.Listener listener) {
        onLoop(() -> transport(index).listen(listener));
        return transport(index).localEndpoint();
    }

    NettyLoops loops() {
        return loops;
    }

    @Override
    public Transport transport(int index) {
        return runtime(index).ports().transport();
    }

    @Override
    public Scheduler scheduler() {
        return eventLoop();
    }

    @Override
    public Endpoint nobody() {
        return nobody;
    }

    @Override
    public void onLoop(Runnable action) {
        RealLoop.run(eventLoop(), action);
    }

    @Override
    public void runUntil(BooleanSupplier condition) {
        RealLoop.runUntil(eventLoop(), condition);
    }

    @Override
    public void close() {
        runtimes.forEach(NettyRuntime::close);
        loops.close();
    }

    /// A port that was free for UDP and TCP a moment ago.
    private static Endpoint freePort(Endpoint bind) {
        try (var tcp = new ServerSocket(0, 1, bind.address());
                var udp = new DatagramSocket(tcp.getLocalPort(), bind.address())) {
            return bind.withPort(udp.getLocalPort());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private EventLoopScheduler eventLoop() {
        return (EventLoopScheduler) runtime(0).ports().scheduler();
    }
}
