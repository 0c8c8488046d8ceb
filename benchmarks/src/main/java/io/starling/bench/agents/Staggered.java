package io.starling.bench.agents;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/// Starts agents a few at a time, so that none waits for a processor longer than it takes patience.
///
/// @param connecting fails for as long as the agent does not listen yet
record Staggered(Children children, int size, IntConsumer starting, Connecting connecting) {
    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);

    interface Connecting {
        void connect(int agent) throws IOException;
    }

    /// The first has to listen before the others join it.
    ///
    /// @throws IllegalArgumentException if one ends or does not listen in time
    void run() {
        starting.accept(0);
        await(0);
        for (int from = 1; from < size; from += AT_ONCE) {
            int to = Math.min(size, from + AT_ONCE);
            for (int i = from; i < to; i++) {
                starting.accept(i);
            }
            for (int i = from; i < to; i++) {
                await(i);
            }
        }
    }

    private void await(int agent) {
        long began = System.nanoTime();
        while (true) {
            children.checkRuns(agent);
            try {
                connecting.connect(agent);
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw new IllegalArgumentException(
                            "an agent did not listen within %d s (%s): %s"
                                    .formatted(
                                            PATIENCE.toSeconds(),
                                            notYet.getMessage(),
                                            children.lastWords(agent)),
                            notYet);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
