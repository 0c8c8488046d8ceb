package io.starling.gossip.node;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Observer;

import java.util.function.LongSupplier;

/// Counts what a pure rule keeps a total of, since it knows no observer.
///
/// Confined to the node's loop.
final class Tally {
    private final Counter counter;
    private final LongSupplier total;
    private long counted;

    /// @param total never falls
    Tally(Counter counter, LongSupplier total) {
        this.counter = counter;
        this.total = total;
    }

    /// Counts what has come since the last time.
    void report(Observer observer) {
        long now = total.getAsLong();
        if (now > counted) {
            observer.count(counter, now - counted);
            counted = now;
        }
    }
}
