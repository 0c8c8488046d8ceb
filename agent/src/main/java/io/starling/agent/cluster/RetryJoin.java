package io.starling.agent.cluster;

import io.starling.agent.config.AgentConfig.Joining;
import io.starling.agent.config.GoDuration;
import io.starling.gossip.node.JoinResult;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// Tries to join until one try worked, or there were as many as allowed. One virtual thread, which
/// ends then, or when this is closed.
public final class RetryJoin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetryJoin.class);

    /// So that hosts that were started together do not ask their seeds in step for ever.
    private static final double JITTER = 0.1;

    private final Cluster cluster;
    private final Joining joining;
    private final Consumer<String> onExhausted;
    private final Thread thread;
    private List<String> toldFailures = List.of();

    /// @param onExhausted hears in a sentence that there will be no further try
    public RetryJoin(Cluster cluster, Joining joining, Consumer<String> onExhausted) {
        this.cluster = cluster;
        this.joining = joining;
        this.onExhausted = onExhausted;
        this.thread = Thread.ofVirtual().name("retry-join").unstarted(this::run);
    }

    /// Does nothing if there is nobody to join. Called once.
    public void start() {
        if (!joining.retry().isEmpty()) {
            thread.start();
        }
    }

    private void run() {
        try {
            for (int tries = 1; ; tries++) {
                var result = cluster.join(joining.retry()).get();
                if (foundOthers(result)) {
                    LOG.info(
                            "{} joined by {} at try {}",
                            cluster.self().name(),
                            result.contacted(),
                            tries);
                    return;
                }
                if (tries == joining.retryMax()) {
                    onExhausted.accept(exhausted(result));
                    return;
                }
                var pause = jittered(joining.retryInterval());
                tell(result, tries, pause);
                Thread.sleep(pause);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException stopped) {
            LOG.debug("joining ended: {}", stopped.getMessage());
        }
    }

    private boolean foundOthers(JoinResult result) {
        // The same list is often given to every host, so a node may find itself on it; that it
        // answers itself does not mean that it has found the others.
        var self = cluster.self().endpoint();
        boolean others = result.contacted().stream().anyMatch(contact -> !contact.equals(self));
        boolean alone = result.succeeded() && result.failures().isEmpty();
        return others || alone;
    }

    /// A line when there is something new to say, and ever more seldom when there is not.
    private void tell(JoinResult result, int tries, Duration pause) {
        boolean news = !result.failures().equals(toldFailures);
        if (news || Integer.bitCount(tries) == 1) {
            toldFailures = result.failures();
            LOG.warn(
                    "{} found none of the nodes to join at try {}, the next is in {}: {}",
                    cluster.self().name(),
                    tries,
                    GoDuration.format(pause),
                    String.join("; ", result.failures()));
        }
    }

    private String exhausted(JoinResult result) {
        return "none of the nodes of -retry-join answered, and -retry-max=%d allows no further try: %s"
                .formatted(joining.retryMax(), String.join("; ", result.failures()));
    }

    static Duration jittered(Duration interval) {
        double factor = 1 + JITTER * ThreadLocalRandom.current().nextDouble(-1, 1);
        return Duration.ofMillis(Math.max(1, Math.round(interval.toMillis() * factor)));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
