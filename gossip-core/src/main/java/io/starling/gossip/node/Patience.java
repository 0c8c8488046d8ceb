package io.starling.gossip.node;

import io.starling.gossip.membership.LocalHealth;
import io.starling.gossip.runtime.NodeClock;
import io.starling.gossip.runtime.Scheduler;

import java.time.Duration;

/// Timers that end in a judgement about another member, for a process that may itself have stood
/// still.
///
/// A timer that fires late says that this process was paused: by a garbage collection, a suspended
/// machine, a stopped process. Answers may be waiting unread in the socket, so the judgement is put
/// off for a grace period, and local health is lowered before anyone is judged (Lifeguard §IV-A,
/// extended to the process's own pauses).
///
/// Confined to the node's loop.
final class Patience {
    /// However late a timer is, it is not called a pause.
    static final Duration WITHOUT = Duration.ofNanos(Long.MAX_VALUE);
    /// After so many pauses in a row a judgement is spoken all the same, else a node that is always
    /// slow would never notice a failure.
    private static final int POSTPONEMENTS_MAX = 3;

    private final NodeClock clock;
    private final Scheduler scheduler;
    private final LocalHealth health;
    private final Duration tolerance;
    private final Duration grace;
    private boolean paused;
    private long pausedAtNanos;

    /// @param tolerance how late a timer may be without being called a pause: the probe timeout, or
    ///     [#WITHOUT]
    /// @param grace how long a judgement is put off
    Patience(
            NodeClock clock,
            Scheduler scheduler,
            LocalHealth health,
            Duration tolerance,
            Duration grace) {
        this.clock = clock;
        this.scheduler = scheduler;
        this.health = health;
        this.tolerance = tolerance;
        this.grace = grace;
    }

    Deadline after(Duration delay, Runnable judgement) {
        var deadline = new Deadline(judgement);
        deadline.arm(delay);
        return deadline;
    }

    /// A judgement that is never given.
    Deadline never() {
        return new Deadline(() -> {});
    }

    private void notice(long nowNanos) {
        // Many timers are overdue after one pause; it counts once.
        if (!paused || nowNanos - pausedAtNanos > grace.toNanos()) {
            health.paused();
            paused = true;
            pausedAtNanos = nowNanos;
        }
    }

    /// A judgement to come.
    final class Deadline {
        private final Runnable judgement;
        private Scheduler.Timer timer = () -> {};
        private long dueNanos;
        private int postponed;

        private Deadline(Runnable judgement) {
            this.judgement = judgement;
        }

        void cancel() {
            timer.cancel();
        }

        private void arm(Duration delay) {
            dueNanos = clock.nanoTime() + delay.toNanos();
            timer = scheduler.schedule(delay, this::onTime);
        }

        private void onTime() {
            long now = clock.nanoTime();
            if (now - dueNanos > tolerance.toNanos()) {
                notice(now);
                if (postponed++ < POSTPONEMENTS_MAX) {
                    arm(grace);
                    return;
                }
            }
            judgement.run();
        }
    }
}
