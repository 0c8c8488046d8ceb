package io.starling.gossip.netty;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Storage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The real world for one node: a UDP and a TCP socket, one event loop, this machine's clocks, disk
/// and name service.
///
///     try (var runtime = NettyRuntime.open(options)) {
///         var node = GossipNode.start(config, identity, runtime.ports(), listener);
///         …
///     }
///
/// Close the node first, then its runtime. Thread-safe; the ports are as confined as they say.
public final class NettyRuntime implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NettyRuntime.class);

    /// For the loop to close the sockets and for the disk to take what was written.
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private static final int RANDOM_SEED_BYTES = 24;

    /// @param bind the local address, perhaps a wildcard, for UDP and TCP alike; port 0 for one
    ///     that is free for both
    /// @param datagramBytesMax the largest datagram the node may send; larger ones are received
    /// @param dataDirectory where the node's files are; without, they are gone with the process
    /// @param observer called on the loop
    public record Options(
            Endpoint bind, int datagramBytesMax, Optional<Path> dataDirectory, Observer observer) {
        /// What UDP over IPv4 can carry.
        public static final int DATAGRAM_BYTES_HARD_MAX = 65_507;

        public Options {
            if (datagramBytesMax < 1 || datagramBytesMax > DATAGRAM_BYTES_HARD_MAX) {
                throw new IllegalArgumentException(
                        "datagram size must lie in 1..%d, was %d"
                                .formatted(DATAGRAM_BYTES_HARD_MAX, datagramBytesMax));
            }
        }
    }

    private final EventLoopScheduler scheduler;
    private final NettyTransport transport;
    private final Optional<FileStorage> disk;
    private final HostResolver resolver;
    private final WorkerOffload offload;
    private final NodeRuntime ports;
    private final Optional<NettyLoops> ownLoops;
    private final AtomicBoolean closed = new AtomicBoolean();

    private NettyRuntime(
            Observer observer,
            EventLoopScheduler scheduler,
            NettyTransport transport,
            Optional<DataDirectory> directory,
            Optional<NettyLoops> ownLoops) {
        this.scheduler = scheduler;
        this.transport = transport;
        this.ownLoops = ownLoops;
        disk = directory.map(opened -> new FileStorage(opened, scheduler));
        resolver =
                new HostResolver(scheduler, observer, SeedLookup.ofSystem(), HostResolver.PATIENCE);
        offload = new WorkerOffload(scheduler, observer);
        ports =
                new NodeRuntime(
                        new SystemClock(),
                        scheduler,
                        transport,
                        seededFromTheSystem(),
                        disk.<Storage>map(files -> files)
                                .orElseGet(() -> new EphemeralStorage(scheduler)),
                        resolver,
                        offload,
                        observer);
    }

    /// Opens a runtime on a loop of its own, which ends with it. Blocks until the sockets are
    /// bound.
    ///
    /// @throws BindFailedException if the sockets cannot be bound; nothing is left open
    /// @throws DataDirectoryException if the data directory cannot be used; nothing is left open
    public static NettyRuntime open(Options options) {
        var loops = NettyLoops.create(1, "starling-gossip");
        try {
            return open(options, loops, Optional.of(loops), StreamLimits.DEFAULT);
        } catch (RuntimeException failure) {
            loops.close();
            throw failure;
        }
    }

    /// Opens a runtime on one of `loops`, which stay open when it closes. Blocks until the sockets
    /// are bound; not to be called on one of the loops.
    ///
    /// @throws BindFailedException if the sockets cannot be bound; nothing is left open
    /// @throws DataDirectoryException if the data directory cannot be used; nothing is left open
    public static NettyRuntime open(Options options, NettyLoops loops) {
        return open(options, loops, Optional.empty(), StreamLimits.DEFAULT);
    }

    static NettyRuntime open(
            Options options, NettyLoops loops, Optional<NettyLoops> ownLoops, StreamLimits limits) {
        // The directory first: two agents that share it should not be told of a port.
        var directory = options.dataDirectory().map(DataDirectory::open);
        try {
            var scheduler = new EventLoopScheduler(loops.next(), options.observer());
            var transport =
                    new NettyTransport(
                            options.bind(),
                            options.datagramBytesMax(),
                            scheduler,
                            options.observer(),
                            limits);
            return new NettyRuntime(options.observer(), scheduler, transport, directory, ownLoops);
        } catch (RuntimeException failure) {
            directory.ifPresent(DataDirectory::close);
            throw failure;
        }
    }

    public NodeRuntime ports() {
        return ports;
    }

    /// Where the sockets are bound, with the port that was chosen if 0 was asked for.
    public Endpoint boundEndpoint() {
        return transport.localEndpoint();
    }

    /// Replaces what is told, on the loop, of a task of the node that threw: a broken invariant,
    /// already logged and counted. The loop goes on; whoever owns the node decides whether the node
    /// does.
    public void onFailure(Consumer<Throwable> hook) {
        scheduler.onFailure(hook);
    }

    /// Ends exchanges and look-ups as failed, closes the sockets, cancels the timers, and waits
    /// until what was written is on disk, at most some seconds. Called on the loop, it does not
    /// wait. Idempotent.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        // Two turns of the loop: the calls back that the first one causes come in between.
        if (scheduler.inLoop()) {
            closePorts();
            scheduler.eventLoop().execute(scheduler::close);
        } else {
            onLoop(this::closePorts);
            disk.ifPresent(files -> files.awaitFlushed(CLOSE_PATIENCE));
            onLoop(scheduler::close);
        }
        ownLoops.ifPresent(NettyLoops::close);
    }

    private void closePorts() {
        transport.close();
        resolver.close();
        offload.close();
        disk.ifPresent(FileStorage::close);
    }

    /// Runs `task` on the loop and waits until the loop has looked at its sockets after it,
    /// because only then does the system free the port of a closed one. A timer, unlike a task,
    /// always comes after that look.
    private void onLoop(Runnable task) {
        var loop = scheduler.eventLoop();
        var turned = loop.<Void>newPromise();
        try {
            loop.execute(
                    () -> {
                        try {
                            task.run();
                        } finally {
                            var _ =
                                    loop.schedule(
                                            () -> turned.trySuccess(null), 0, TimeUnit.NANOSECONDS);
                        }
                    });
        } catch (RejectedExecutionException loopHasEnded) {
            log.debug("{}: its loop ended before it was closed", boundEndpoint());
            return;
        }
        if (!turned.awaitUninterruptibly(CLOSE_PATIENCE.toMillis())) {
            log.warn("{}: the loop is stuck, closing goes on without it", boundEndpoint());
        }
    }

    private static RandomGenerator seededFromTheSystem() {
        var seed = new byte[RANDOM_SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
