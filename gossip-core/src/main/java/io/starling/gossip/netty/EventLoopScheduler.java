package io.starling.gossip.netty;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Scheduler;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A node's share of one event loop.
///
/// A task that throws has broken an invariant of the program. It does not take the loop along,
/// because other nodes may live on it: the failure is logged with its stack, counted, and handed to
/// the hook of [#onFailure].
///
/// The loop's queue itself has no bound, since a refused task would break a promise to call back.
/// What fills it is bounded where it comes from: writes, look-ups and offloaded work each have a
/// limit, and what arrives waits in the sockets.
///
/// Thread-safe where the port says so; `schedule`, `run` and `close` are confined to the loop.
final class EventLoopScheduler implements Scheduler, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLoopScheduler.class);

    private final EventLoop loop;
    private final Observer observer;

    /// Armed and not fired. Kept so that closing cancels them: on a shared loop they would keep a
    /// closed node in memory until their deadlines.
    private final Set<LoopTimer> timers = new HashSet<>();

    private volatile Consumer<Throwable> failureHook = failure -> {};
    private volatile boolean closed;

    EventLoopScheduler(EventLoop loop, Observer observer) {
        this.loop = loop;
        this.observer = observer;
    }

    EventLoop eventLoop() {
        return loop;
    }

    /// Replaces what is told of a task that threw. The hook runs on the loop.
    void onFailure(Consumer<Throwable> hook) {
        failureHook = hook;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        assert inLoop();
        if (closed) {
            return () -> {};
        }
        var timer = new LoopTimer(task);
        timers.add(timer);
        timer.arm(nanos(delay));
        return timer;
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            return;
        }
        try {
            loop.execute(() -> run(task));
        } catch (RejectedExecutionException loopHasEnded) {
            log.debug("task not run: the loop has ended");
        }
    }

    @Override
    public boolean inLoop() {
        return loop.inEventLoop();
    }

    /// Runs `task` now, unless this scheduler is closed. Everything of the node runs through here.
    void run(Runnable task) {
        assert inLoop();
        if (closed) {
            return;
        }
        try {
            task.run();
        } catch (Throwable failure) {
            fail(failure);
        }
    }

    /// Cancels all timers; later tasks are dropped quietly.
    @Override
    public void close() {
        assert inLoop();
        closed = true;
        timers.forEach(LoopTimer::disarm);
        timers.clear();
    }

    private void fail(Throwable failure) {
        log.error("a task of the loop broke an invariant; the loop goes on", failure);
        observer.count(Counter.LOOP_TASKS_FAILED);
        try {
            failureHook.accept(failure);
        } catch (RuntimeException hookFailure) {
            log.error("the hook for failed tasks failed itself", hookFailure);
        }
    }

    private static long nanos(Duration delay) {
        try {
            return Math.max(0, delay.toNanos());
        } catch (ArithmeticException beyondTwoHundredYears) {
            return delay.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    private final class LoopTimer implements Timer {
        private final Runnable task;
        private @Nullable Future<?> armed;

        LoopTimer(Runnable task) {
            this.task = task;
        }

        void arm(long delayNanos) {
            try {
                armed = loop.schedule(this::fire, delayNanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException loopHasEnded) {
                timers.remove(this);
            }
        }

        private void fire() {
            timers.remove(this);
            run(task);
        }

        @Override
        public void cancel() {
            if (timers.remove(this)) {
                disarm();
            }
        }

        void disarm() {
            if (armed != null) {
                armed.cancel(false);
            }
        }
    }
}
