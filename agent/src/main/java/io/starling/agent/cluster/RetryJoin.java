package io.starling.agent.cluster;

import io.starling.agent.config.AgentConfig.Joining;
import io.starling.agent.config.GoDuration;
import io.starling.gossip.node.JoinResult;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.ExecutionException;

/// Tries to join until one try worked. One virtual thread, which ends then, or when this is closed.
public final class RetryJoin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetryJoin.class);

    private final Cluster cluster;
    private final Joining joining;
    private final Thread thread;

    private RetryJoin(Cluster cluster, Joining joining) {
        this.cluster = cluster;
        this.joining = joining;
        this.thread = Thread.ofVirtual().name("retry-join").unstarted(this::run);
    }

    /// Does nothing if there is nobody to join.
    public static RetryJoin start(Cluster cluster, Joining joining) {
        var retry = new RetryJoin(cluster, joining);
        if (!joining.retry().isEmpty()) {
            retry.thread.start();
        }
        return retry;
    }

    private void run() {
        try {
            for (int tries = 1; !joined(cluster.join(joining.retry()).get(), tries); tries++) {
                Thread.sleep(joining.retryInterval());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException stopped) {
            LOG.debug("joining ended: {}", stopped.getMessage());
        }
    }

    private boolean joined(JoinResult result, int tries) {
        // The same list is often given to every host, so a node may find itself on it; that it
        // answers itself does not mean that it has found the others.
        var self = cluster.self().endpoint();
        boolean others = result.contacted().stream().anyMatch(contact -> !contact.equals(self));
        boolean alone = result.succeeded() && result.failures().isEmpty();
        if (others || alone) {
            LOG.info(
                    "{} joined by {} after {} tries",
                    cluster.self().name(),
                    result.contacted(),
                    tries);
            return true;
        }
        LOG.warn(
                "{} found none of the nodes to join, next try in {}: {}",
                cluster.self().name(),
                GoDuration.format(joining.retryInterval()),
                String.join("; ", result.failures()));
        return false;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
