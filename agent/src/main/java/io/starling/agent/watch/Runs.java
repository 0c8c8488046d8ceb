package io.starling.agent.watch;

import io.starling.agent.config.WatchConfig;
import io.starling.agent.config.WatchConfig.Handler.Script;
import io.starling.agent.config.WatchConfig.Handler.Webhook;
import io.starling.agent.metrics.Metrics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The runs of one watch's handler: each counted, its end logged, all of them stopped on demand.
///
/// Thread-safe.
final class Runs {
    private static final Logger LOG = LoggerFactory.getLogger("watch");
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

    private final WatchConfig config;
    private final Handler handler;
    private final Metrics metrics;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private Runs(WatchConfig config, Handler handler, Metrics metrics) {
        this.config = config;
        this.handler = handler;
        this.metrics = metrics;
    }

    static Runs of(WatchConfig config, NodeNames names, Metrics metrics) {
        var handler =
                switch (config.handler()) {
                    case Script script ->
                            new ScriptHandler(
                                    script,
                                    names,
                                    config.topic() instanceof WatchConfig.Topic.Queries
                                            ? ScriptHandler.Errors.ASIDE
                                            : ScriptHandler.Errors.IN_OUTPUT);
                    case Webhook webhook -> new WebhookHandler(webhook);
                };
        return new Runs(config, handler, metrics);
    }

    /// Does `work`, which calls [#run], on a thread of its own.
    void begin(Runnable work) {
        var thread = Thread.ofVirtual().name("watch").unstarted(() -> work(work));
        threads.add(thread);
        thread.start();
    }

    private void work(Runnable work) {
        try {
            work.run();
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    Outcome run(Batch batch) {
        long startNanos = System.nanoTime();
        metrics.watchRunBegan();
        try {
            var outcome = handler.run(batch);
            tell(outcome);
            return outcome;
        } catch (RuntimeException ours) {
            metrics.watchRunFailed();
            LOG.error("{}: the run failed", config, ours);
            return new Outcome.Failed("the run failed", "");
        } finally {
            metrics.watchRunEnded(Duration.ofNanos(System.nanoTime() - startNanos));
        }
    }

    private void tell(Outcome outcome) {
        switch (outcome) {
            case Outcome.Done(var how, var output) -> {
                LOG.debug("{}: {}", config, how);
                show(output);
            }
            case Outcome.Failed(var how, var output) -> {
                metrics.watchRunFailed();
                LOG.warn("{}: {}", config, how);
                show(output);
            }
            case Outcome.TimedOut(var output) -> {
                metrics.watchRunFailed();
                metrics.watchRunTimedOut();
                LOG.warn("{}: ended after its timeout of {}", config, config.handler().timeout());
                show(output);
            }
            case Outcome.Stopped() -> LOG.info("{}: ended, because the agent stops", config);
        }
    }

    private void show(String output) {
        if (!output.isEmpty()) {
            LOG.debug("{}: output: {}", config, output);
        }
    }

    /// Ends what runs.
    void stop() {
        threads.forEach(Thread::interrupt);
        for (var thread : threads) {
            try {
                var _ = thread.join(STOP_PATIENCE);
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
