package io.starling.gossip.netty;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Offload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Computes on one daemon thread.
///
/// With [#WAITING_MAX] pieces of work waiting, the loop does the oldest of them itself before it
/// adds another: nothing is lost or reordered, and whoever brings the work is slowed down to the
/// pace of the computation. That is counted, because it makes the loop late.
///
/// Confined to the loop, but for the computation itself.
final class WorkerOffload implements Offload, AutoCloseable {
    static final int WAITING_MAX = 1_024;

    private final EventLoopScheduler scheduler;
    private final Observer observer;
    private final ThreadPoolExecutor worker = WorkerThreads.pool("starling-offload", 1);

    /// In the order of the calls, until the result was handed over.
    private final Queue<Job<?>> jobs = new ArrayDeque<>();

    private boolean closed;

    WorkerOffload(EventLoopScheduler scheduler, Observer observer) {
        this.scheduler = scheduler;
        this.observer = observer;
    }

    @Override
    public <T> void compute(Supplier<T> work, Consumer<T> onResult) {
        assert scheduler.inLoop();
        if (closed) {
            return;
        }
        if (worker.getQueue().size() >= WAITING_MAX) {
            computeOldestHere();
        }
        var job = new Job<>(work, onResult);
        jobs.add(job);
        worker.execute(job);
    }

    /// Drops what waits; nothing more is handed over.
    @Override
    public void close() {
        closed = true;
        worker.shutdownNow();
        jobs.clear();
    }

    private void computeOldestHere() {
        var oldest = worker.getQueue().poll();
        if (oldest != null) {
            observer.count(Counter.OFFLOADS_INLINE);
            oldest.run();
        }
    }

    private void handOver() {
        for (var job = jobs.peek(); job != null && job.finished; job = jobs.peek()) {
            jobs.remove();
            scheduler.run(job::deliver);
        }
    }

    private final class Job<T> implements Runnable {
        private final Supplier<T> work;
        private final Consumer<T> onResult;

        /// Written by whoever computes, read on the loop; the hop in between orders the two.
        private @Nullable Runnable outcome;

        private boolean finished;

        Job(Supplier<T> work, Consumer<T> onResult) {
            this.work = work;
            this.onResult = onResult;
        }

        @Override
        public void run() {
            outcome = compute();
            // Also when the loop itself computed: a result never arrives inside the call.
            scheduler.execute(
                    () -> {
                        finished = true;
                        handOver();
                    });
        }

        private Runnable compute() {
            try {
                T result = work.get();
                return () -> onResult.accept(result);
            } catch (Throwable failure) {
                // Ours, not the caller's: fails loudly on the loop, in its turn.
                return () -> {
                    throw new IllegalStateException("offloaded work failed", failure);
                };
            }
        }

        void deliver() {
            if (outcome != null) {
                outcome.run();
            }
        }
    }
}
