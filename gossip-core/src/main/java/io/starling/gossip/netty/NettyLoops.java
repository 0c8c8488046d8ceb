package io.starling.gossip.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;

import java.util.concurrent.TimeUnit;

/// Event-loop threads that any number of runtimes in one process share. Each runtime is confined to
/// one of them, in turn.
///
/// The threads are daemons: they do not keep a program alive that has nothing else to do. Close the
/// runtimes first.
///
/// Thread-safe.
public final class NettyLoops implements AutoCloseable {
    private static final int THREADS_MAX = 1_024;
    private static final long SHUTDOWN_SECONDS = 2;

    private final IoEventLoopGroup group;

    private NettyLoops(IoEventLoopGroup group) {
        this.group = group;
    }

    /// @param threads 1 to 1,024
    /// @param threadName how the threads are called, before their number
    public static NettyLoops create(int threads, String threadName) {
        if (threads < 1 || threads > THREADS_MAX) {
            throw new IllegalArgumentException(
                    "event-loop threads must lie in 1..%d, was %d".formatted(THREADS_MAX, threads));
        }
        return new NettyLoops(
                new MultiThreadIoEventLoopGroup(
                        threads,
                        new DefaultThreadFactory(threadName, true),
                        NioIoHandler.newFactory()));
    }

    EventLoop next() {
        return group.next();
    }

    /// Waits until the threads have ended, unless it is called on one of them. Idempotent.
    @Override
    public void close() {
        var ended = group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        if (!onOneOfThem()) {
            ended.awaitUninterruptibly();
        }
    }

    private boolean onOneOfThem() {
        for (EventExecutor loop : group) {
            if (loop.inEventLoop()) {
                return true;
            }
        }
        return false;
    }
}
