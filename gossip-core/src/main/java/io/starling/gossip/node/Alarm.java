package io.starling.gossip.node;

import io.starling.gossip.runtime.NodeClock;
import io.starling.gossip.runtime.Scheduler;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.OptionalLong;

/// One timer for the first of many deadlines.
///
/// A deadline that moves back does not move the timer: it then rings early, its task finds nothing
/// to do and sets it anew. So a deadline that moves with every event costs no timer an event.
/// Confined to the node's loop.
final class Alarm {
    private final NodeClock clock;
    private final Scheduler scheduler;
    private final Runnable task;

    private Scheduler.@Nullable Timer timer;
    private long ringsAtNanos;

    /// @param task is to call [#set] again
    Alarm(NodeClock clock, Scheduler scheduler, Runnable task) {
        this.clock = clock;
        this.scheduler = scheduler;
        this.task = task;
    }

    /// @return the first of two deadlines; empty if there is none
    static OptionalLong earliest(OptionalLong a, OptionalLong b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b : a;
        }
        return a.getAsLong() - b.getAsLong() <= 0 ? a : b;
    }

    /// Sees to it that the task runs at `atNanos` or before; empty for not at all.
    void set(OptionalLong atNanos) {
        if (atNanos.isEmpty()) {
            cancel();
            return;
        }
        if (timer != null && ringsAtNanos - atNanos.getAsLong() <= 0) {
            return;
        }
        cancel();
        ringsAtNanos = atNanos.getAsLong();
        long delay = Math.max(0, ringsAtNanos - clock.nanoTime());
        timer = scheduler.schedule(Duration.ofNanos(delay), this::ring);
    }

    private void ring() {
        timer = null;
        task.run();
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
