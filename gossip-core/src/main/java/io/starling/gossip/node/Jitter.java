package io.starling.gossip.node;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Spreads out what many nodes would do at the same time.
final class Jitter {

    private Jitter() {}

    /// @return `delay`, up to a third shorter or longer
    static Duration around(Duration delay, RandomGenerator random) {
        long third = Math.max(1, delay.toNanos() / 3);
        return Duration.ofNanos(delay.toNanos() - third + random.nextLong(2 * third));
    }
}
