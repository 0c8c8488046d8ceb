package io.starling.gossip.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.RejectedExecutionHandlers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// Event-loop threads that any number of runtimes in one process share. Each runtime is confined to
/// one of them, in turn.
///
/// The threads are daemons: they do not keep a program alive that has nothing else to do. Close the
/// runtimes first.
///
/// Thread-safe.
public final class NettyLoops implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NettyLoops.class);
    private static final int THREADS_MAX = 1_024;
    private static final long SHUTDOWN_SECONDS = 2;
    private static final long PATIENCE_MILLIS = 5_000;

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
        return new NettyLoops(new FairLoops(threads, new DefaultThreadFactory(threadName, true)));
    }

    EventLoop next() {
        return group.next();
    }

    /// Waits until the threads have ended, at most some seconds: a task that never returns must not
    /// keep the caller too. Called on one of them, it does not wait. Idempotent.
    @Override
    public void close() {
        var ended = group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        if (!onOneOfThem() && !ended.awaitUninterruptibly(PATIENCE_MILLIS)) {
            log.warn("an event loop is stuck in a task and was left behind");
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

    /// Loops that look at their sockets at least once in [#TASKS_TURN_MILLIS].
    ///
    /// Netty's own would run tasks for up to a second before they read again, and a node that is
    /// fired at gives them tasks without end: its sockets overflow meanwhile. Only a subclass can
    /// say so, short of a system property that all of the process would share.
    private static final class FairLoops extends MultiThreadIoEventLoopGroup {
        private static final long TASKS_TURN_MILLIS = 1;

        FairLoops(int threads, ThreadFactory factory) {
            super(threads, factory, NioIoHandler.newFactory());
        }

        @Override
        protected IoEventLoop newChild(
                Executor executor, IoHandlerFactory ioHandlerFactory, Object... args) {
            return new SingleThreadIoEventLoop(
                    this,
                    executor,
                    ioHandlerFactory,
                    Integer.MAX_VALUE,
                    RejectedExecutionHandlers.reject(),
                    TASKS_TURN_MILLIS);
        }
    }
}
