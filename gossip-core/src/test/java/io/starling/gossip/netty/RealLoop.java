package io.starling.gossip.netty;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/// Runs on a real loop and waits for it. What a contract test asks of its world, on Netty.
final class RealLoop {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private RealLoop() {}

    static void run(EventLoopScheduler scheduler, Runnable action) {
        var done = new CompletableFuture<Void>();
        scheduler
                .eventLoop()
                .execute(
                        () -> {
                            try {
                                action.run();
                                done.complete(null);
                            } catch (Throwable failure) {
                                done.completeExceptionally(failure);
                            }
                        });
        try {
            done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw new CompletionException(failure.getCause());
            }
        } catch (InterruptedException | TimeoutException stuck) {
            throw new AssertionError("the loop is stuck", stuck);
        }
    }

    /// Asks `condition` on the loop, so that it may look at what the loop owns.
    static void runUntil(EventLoopScheduler scheduler, BooleanSupplier condition) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(PATIENCE)
                .until(
                        () -> {
                            var holds = new CompletableFuture<Boolean>();
                            run(scheduler, () -> holds.complete(condition.getAsBoolean()));
                            return holds.join();
                        });
    }
}
