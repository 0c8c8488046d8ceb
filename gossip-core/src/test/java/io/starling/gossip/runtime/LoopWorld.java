package io.starling.gossip.runtime;

import java.util.function.BooleanSupplier;

/// What a contract test needs of the world that a port lives in. Time in it may be real or virtual,
/// and its loop a thread of its own or the test's.
public interface LoopWorld extends AutoCloseable {

    /// Runs `action` on the loop and returns when it has run. What it throws is thrown here.
    void onLoop(Runnable action);

    /// Lets the world go on until `condition`, which is asked on the loop, holds.
    ///
    /// @throws AssertionError if it does not hold within 10 s of the world's time
    void runUntil(BooleanSupplier condition);

    @Override
    void close();
}
