package io.starling.gossip.node;

import java.time.Duration;

/// So many at once, and from then on so many a second.
///
/// Confined to the node's loop.
final class Allowance {
    private final int burst;
    private final long nanosEach;
    private int left;
    /// Up to here what was gained is in `left`.
    private long gainedUntilNanos;

    Allowance(int burst, int perSecond, long nowNanos) {
        this.burst = burst;
        this.nanosEach = Duration.ofSeconds(1).toNanos() / perSecond;
        this.left = burst;
        this.gainedUntilNanos = nowNanos;
    }

    /// @return whether there was one left
    boolean take(long nowNanos) {
        long gained = (nowNanos - gainedUntilNanos) / nanosEach;
        gainedUntilNanos += gained * nanosEach;
        left = (int) Math.min(burst, left + gained);
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
