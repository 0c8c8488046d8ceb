package io.starling.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs simulations side by side, each on one thread, and says how far it is.
final class Trials {
    private final int threads;
    private final int planned;
    private final Progress progress;
    private int done;

    /// @param planned how many there will be, in all calls of [#run]
    Trials(int threads, int planned) {
        this.threads = threads;
        this.planned = planned;
        this.progress = new Progress(planned);
    }

    /// @return the results in the order of the trials
    <T> List<T> run(List<Callable<T>> trials) {
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var running = new ArrayList<Future<T>>();
            trials.forEach(trial -> running.add(pool.submit(() -> measure(trial))));
            var results = new ArrayList<T>();
            try {
                for (var trial : running) {
                    results.add(trial.get());
                }
            } catch (ExecutionException failed) {
                pool.shutdownNow();
                throw new IllegalStateException(failed.getCause());
            } catch (InterruptedException interrupted) {
                pool.shutdownNow();
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
            progress.clear();
            return results;
        }
    }

    private <T> T measure(Callable<T> trial) throws Exception {
        var result = trial.call();
        report();
        return result;
    }

    private synchronized void report() {
        done++;
        progress.add(1, "%d of %d simulations".formatted(done, planned));
    }
}
