package io.starling.gossip.node;

import java.time.Duration;

/// How fast this node fires: fewer than 50 in a second get the shortest tail, more get few copies.
///
/// A second is counted in two halves, so it takes note of what happened half a second ago at least.
///
/// Confined to the node's loop.
final class FireRate {
    static final int FAST = 50;
    private static final long HALF_NANOS = Duration.ofMillis(500).toNanos();

    private long halfSinceNanos;
    private int before;
    private int now;

    FireRate(long nowNanos) {
        this.halfSinceNanos = nowNanos;
    }

    /// Counts a fire.
    ///
    /// @return whether it is one of many
    boolean isFast(long nowNanos) {
        long elapsed = nowNanos - halfSinceNanos;
        if (elapsed >= HALF_NANOS) {
            before = elapsed < 2 * HALF_NANOS ? now : 0;
            now = 0;
            halfSinceNanos = nowNanos;
        }
        now++;
        return before + now >= FAST;
    }
}
