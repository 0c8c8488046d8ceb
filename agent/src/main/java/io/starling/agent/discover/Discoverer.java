package io.starling.agent.discover;

import io.starling.agent.cluster.Cluster;
import io.starling.agent.config.AgentConfig.Discovery;
import io.starling.agent.metrics.Metrics;
import io.starling.gossip.model.Endpoint;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/// Announces this node on the local network, and joins those that look for the same name.
///
/// One virtual thread; what it hears comes on the network library's own. Without multicast the
/// agent lives on, says so once, and tries again now and then: a network may come up late.
///
/// Thread-safe: what both kinds of threads know is in [Neighbours].
public final class Discoverer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Discoverer.class);

    /// Between looks at who is there.
    private static final Duration ROUND = Duration.ofSeconds(1);

    private static final Duration REOPEN = Duration.ofSeconds(30);

    /// For the goodbye on the local network.
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    private final Cluster cluster;
    private final LocalNetwork network;
    private final Metrics metrics;
    private final Announcement own;
    private final Neighbours neighbours;
    private final Thread thread;

    private Discoverer(Cluster cluster, String name, LocalNetwork network, Metrics metrics) {
        this.cluster = cluster;
        this.network = network;
        this.metrics = metrics;
        var self = cluster.self();
        own = Announcement.of(self.id().toString(), name, cluster.pool(), self.endpoint());
        neighbours = new Neighbours(own);
        thread = Thread.ofVirtual().name("discover").unstarted(this::run);
    }

    /// Starts discovery by multicast DNS.
    public static Discoverer start(Cluster cluster, Discovery discovery, Metrics metrics) {
        var network =
                new MulticastDns(cluster.self().endpoint().address(), discovery.networkInterface());
        return start(cluster, discovery.name(), network, metrics);
    }

    static Discoverer start(Cluster cluster, String name, LocalNetwork network, Metrics metrics) {
        var discoverer = new Discoverer(cluster, name, network, metrics);
        discoverer.thread.start();
        return discoverer;
    }

    private void run() {
        try (var _ = open()) {
            while (true) {
                joinDue();
                Thread.sleep(ROUND);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (Exception failed) {
            LOG.warn("{}: discovery ended", me(), failed);
        }
    }

    private AutoCloseable open() throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                var open = network.open(own, new Hearing());
                LOG.info("{} discovers \"{}\" on {}", me(), own.discover(), network.name());
                return open;
            } catch (IOException | RuntimeException failed) {
                report(failed, tries);
            }
            Thread.sleep(REOPEN);
        }
    }

    private void report(Exception failed, int tries) {
        if (tries > 1) {
            LOG.debug("{}: still no multicast on {}", me(), network.name(), failed);
            return;
        }
        LOG.warn(
                "{} discovers nobody, no multicast on {}: {}; choose another interface with -iface,"
                        + " allow UDP port 5353 to 224.0.0.251 and ff02::fb, or name seeds with"
                        + " -retry-join",
                me(),
                network.name(),
                failed.getMessage());
    }

    private void joinDue() throws InterruptedException {
        metrics.discoveryNeighbours(neighbours.size());
        var members = livingMembers();
        var due = neighbours.due(System.nanoTime(), members::contains);
        if (due.isEmpty()) {
            return;
        }
        try {
            var result = cluster.join(due.stream().map(Endpoint::toString).toList()).get();
            if (result.succeeded()) {
                LOG.info("{} joined by {}, discovered", me(), result.contacted());
            }
            result.failures().forEach(failure -> LOG.info("discovered, not joined: {}", failure));
        } catch (ExecutionException stopped) {
            LOG.debug("{}: not joined: {}", me(), stopped.getMessage());
        }
    }

    private Set<Endpoint> livingMembers() {
        var living = new HashSet<Endpoint>();
        for (var member : cluster.members()) {
            if (member.status().takesPart()) {
                living.add(member.endpoint());
            }
        }
        return living;
    }

    /// What the network says, on its threads.
    private final class Hearing implements LocalNetwork.Ear {
        @Override
        public void onAnnounced(String instance, Map<String, String> text) {
            if (text.isEmpty()) {
                return; // The rest of it is still on its way.
            }
            var announced = Announcement.parse(instance, text);
            if (announced.isEmpty()) {
                metrics.discoveryRefused();
                return;
            }
            switch (neighbours.hear(announced.get())) {
                case KEPT, OWN -> {}
                case FOREIGN -> metrics.discoveryForeign();
                case REFUSED -> metrics.discoveryRefused();
            }
        }

        @Override
        public void onGone(String instance) {
            neighbours.forget(instance);
        }
    }

    private String me() {
        return cluster.self().name();
    }

    /// Waits a moment for the goodbye on the local network. Idempotent.
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
