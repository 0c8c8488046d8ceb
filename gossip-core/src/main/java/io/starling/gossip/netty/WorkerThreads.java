package io.starling.gossip.netty;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Daemon threads for what must not hold the loop. They start when they are needed and end when
/// they are idle, so that a process with a hundred nodes does not carry hundreds of threads.
final class WorkerThreads {
    private static final Duration IDLE = Duration.ofSeconds(10);

    private WorkerThreads() {}

    /// @param threads at most; one keeps the order of the tasks. The queue has no bound of its own:
    ///     the caller counts what it has under way and stops at a limit.
    static ThreadPoolExecutor pool(String name, int threads) {
        var pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        IDLE.toMillis(),
                        TimeUnit.MILLISECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name(name).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
