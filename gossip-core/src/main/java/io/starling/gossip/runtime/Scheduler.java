package io.starling.gossip.runtime;

import java.time.Duration;

/// The node's one thread, and its timers. Tasks run one at a time, in deadline order.
public interface Scheduler {

    /// Loop only.
    Timer schedule(Duration delay, Runnable task);

    /// Runs `task` on the loop after what is already queued there. The only method other threads
    /// may call.
    void execute(Runnable task);

    boolean inLoop();

    /// Cancelling a timer that has fired does nothing.
    @FunctionalInterface
    interface Timer {
        void cancel();
    }
}
