package io.starling.gossip.node;

import io.starling.gossip.runtime.NodeClock;

import java.time.Duration;
import java.util.OptionalLong;

/// Lets a line into the log now and then, and counts those that it keeps out.
///
/// Confined to the node's loop.
final class LogLimit {
    private final NodeClock clock;
    private final Duration interval;
    private boolean logged;
    private long loggedAtNanos;
    private long keptOut;

    /// @param interval the least time between two lines
    LogLimit(NodeClock clock, Duration interval) {
        this.clock = clock;
        this.interval = interval;
    }

    /// @return how many lines were kept out since the last one; empty if this one is kept out, too
    OptionalLong admit() {
        long now = clock.nanoTime();
        if (logged && now - loggedAtNanos < interval.toNanos()) {
            keptOut++;
            return OptionalLong.empty();
        }
        long before = keptOut;
        logged = true;
        loggedAtNanos = now;
        keptOut = 0;
        return OptionalLong.of(before);
    }
}
