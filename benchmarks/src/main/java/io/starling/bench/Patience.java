package io.starling.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting in real time for what has to come, and not for ever.
final class Patience {
    private static final Duration AT_MOST = Duration.ofSeconds(120);
    private static final Duration PAUSE = Duration.ofNanos(100_000);

    private Patience() {}

    /// @throws IllegalArgumentException if it did not come within two minutes
    static void await(BooleanSupplier condition, String what) {
        await(condition, PAUSE, what);
    }

    /// @param pause between two looks
    /// @throws IllegalArgumentException if it did not come within two minutes
    static void await(BooleanSupplier condition, Duration pause, String what) {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - began > AT_MOST.toNanos()) {
                throw new IllegalArgumentException(
                        "waited %s in vain for %s".formatted(AT_MOST, what));
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /// Lets so much time pass.
    static void sleep(Duration time) {
        long began = System.nanoTime();
        for (long left = time.toNanos();
                left > 0;
                left = began + time.toNanos() - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
