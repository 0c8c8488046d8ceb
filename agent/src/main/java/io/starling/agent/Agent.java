package io.starling.agent;

import io.starling.agent.cluster.AdvertiseChoice;
import io.starling.agent.cluster.Cluster;
import io.starling.agent.cluster.GossipCluster;
import io.starling.agent.cluster.HoppingCluster;
import io.starling.agent.cluster.HostNetwork;
import io.starling.agent.cluster.RetryJoin;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.discover.Discoverer;
import io.starling.agent.event.Audience;
import io.starling.agent.event.EventFeed;
import io.starling.agent.event.EventLog;
import io.starling.agent.event.EventRing;
import io.starling.agent.http.Api;
import io.starling.agent.http.HostCheck;
import io.starling.agent.http.HttpLimits;
import io.starling.agent.http.HttpServer;
import io.starling.agent.http.ListenException;
import io.starling.agent.metrics.Metrics;
import io.starling.agent.service.ServiceRegistry;
import io.starling.agent.watch.Watches;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.netty.BindFailedException;
import io.starling.gossip.netty.DataDirectoryException;
import io.starling.gossip.node.JoinResult;
import io.starling.gossip.node.NodeListener;
import io.starling.gossip.runtime.Observer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// An agent: a gossip node with its door for clients. Programs, tests and the demonstration start
/// it in their own process:
///
///     try (var agent = Agent.start(AgentConfig.onLoopback("a"))) {
///         agent.fire(EventRequest.of("deploy", payload)).join();
///     }
///
/// Thread-safe.
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration LOOP_CHECK = Duration.ofSeconds(1);

    private final AgentConfig config;
    private final AdvertiseChoice advertised;
    private final Cluster cluster;
    private final HttpServer server;
    private final AgentControl control;
    private final OpenParts parts;
    private final AtomicReference<StartException> failure;

    private Agent(
            AgentConfig config,
            AdvertiseChoice advertised,
            Cluster cluster,
            HttpServer server,
            AgentControl control,
            OpenParts parts,
            AtomicReference<StartException> failure) {
        this.config = config;
        this.advertised = advertised;
        this.cluster = cluster;
        this.server = server;
        this.control = control;
        this.parts = parts;
        this.failure = failure;
    }

    /// Opens the gossip node.
    @FunctionalInterface
    interface Opener {
        Cluster open(
                AgentConfig config,
                InetAddress advertised,
                Tags tags,
                Observer observer,
                NodeListener listener);
    }

    /// Returns once the agent answers clients and has joined.
    ///
    /// @throws StartException if it cannot; nothing stays open
    public static Agent start(AgentConfig config) {
        return start(config, NodeListener.NONE);
    }

    /// @param listener hears what the node hears and is meant for it, one thing at a time, on the
    ///     node's loop unless events with filters are under way: it must not block
    public static Agent start(AgentConfig config, NodeListener listener) {
        return start(config, listener, Optional.empty(), GossipCluster::open);
    }

    static Agent start(
            AgentConfig config, NodeListener listener, Optional<Reloader> reloader, Opener opener) {
        var parts = new OpenParts();
        try {
            return open(config, listener, reloader, opener, parts);
        } catch (RuntimeException failed) {
            parts.close();
            throw asStartException(failed);
        }
    }

    private static Agent open(
            AgentConfig config,
            NodeListener listener,
            Optional<Reloader> reloader,
            Opener opener,
            OpenParts parts) {
        var metrics = parts.add(new Metrics());
        var server =
                parts.add(new HttpServer(HttpLimits.of(config.http().connectionsMax()), metrics));
        var ring = new EventRing(config.http().blockingMax());
        var log = EventLog.ofThisRun(config.http().streamsMax());
        var watches = parts.add(new Watches(config.nodeName(), ring, server.loop(), metrics));
        // Before the node is there, so that they hear all that it says.
        watches.apply(config.watches());
        var intake = new Intake(new EventFeed(ring, log, server.loop()), watches, listener);
        var respondent = new Respondent(watches, metrics);
        var sieve = parts.add(new Sieve(intake, respondent::hear, metrics));
        var advertised = HostNetwork.choose(config);
        var cluster =
                parts.add(
                        opener.open(
                                config,
                                advertised.address(),
                                AgentControl.travelling(config.tags()),
                                metrics.observer(),
                                sieve));
        respondent.open(cluster);
        var forClients = new HoppingCluster(cluster, server.loop());
        var services = KnownServices.open(config, forClients, server.loop(), metrics);
        sieve.open(new Audience(config.nodeName(), services::all));
        var control =
                new AgentControl(
                        config,
                        forClients,
                        watches,
                        services,
                        server.loop(),
                        reloader,
                        parts::close);
        var api =
                new Api(
                        forClients,
                        ring,
                        log,
                        control,
                        metrics,
                        services,
                        server.loop(),
                        config.gossip().eventBytesMax());
        server.listen(
                Endpoint.of(config.http().client(), config.http().port()), hostCheck(config), api);
        parts.add(() -> stopListening(server, ring, log));
        var _ =
                server.loop()
                        .scheduleAtFixedRate(
                                () -> sample(cluster, ring, log, services, metrics),
                                0,
                                LOOP_CHECK.toMillis(),
                                TimeUnit.MILLISECONDS);
        join(config, cluster);
        watches.open(cluster::members);
        config.joining()
                .discovery()
                .ifPresent(wanted -> parts.add(Discoverer.start(cluster, wanted, metrics)));
        var failure = new AtomicReference<StartException>();
        var retrying =
                parts.add(
                        new RetryJoin(
                                cluster,
                                config.joining(),
                                sentence -> {
                                    failure.set(new StartException(ExitCode.JOIN_FAILED, sentence));
                                    control.stop();
                                }));
        // Last, because it may end in stopping everything that is open.
        retrying.start();
        return new Agent(config, advertised, cluster, server, control, parts, failure);
    }

    private static HostCheck hostCheck(AgentConfig config) {
        boolean loopback = config.http().client().isLoopbackAddress();
        if (!loopback) {
            LOG.warn(
                    "HTTP listens on {}: whoever reaches it can fire events and stop this agent;"
                            + " -client=127.0.0.1 keeps it to this host",
                    config.http().client().getHostAddress());
        }
        return new HostCheck(loopback, config.nodeName(), config.http().allowedHosts());
    }

    private static void join(AgentConfig config, Cluster cluster) {
        var seeds = config.joining().start();
        if (seeds.isEmpty()) {
            return;
        }
        var result = cluster.join(seeds).join();
        if (!result.succeeded()) {
            throw new StartException(
                    ExitCode.JOIN_FAILED,
                    "none of the nodes to join let this one in: %s; -retry-join would go on trying"
                            .formatted(String.join("; ", result.failures())));
        }
        result.failures().forEach(failure -> LOG.warn("not joined: {}", failure));
    }

    /// Watches how long the node's loop takes to answer.
    private static void sample(
            Cluster cluster,
            EventRing ring,
            EventLog log,
            ServiceRegistry services,
            Metrics metrics) {
        long asked = System.nanoTime();
        metrics.services(services.size());
        metrics.eventRingSize(ring.size());
        metrics.eventLog(log.bytes(), log.evicted());
        var _ =
                cluster.stats()
                        .thenRun(
                                () ->
                                        metrics.loopDelay(
                                                Duration.ofNanos(System.nanoTime() - asked)));
    }

    /// Those who wait for events get the present list or the end of their stream, not a broken
    /// connection.
    private static void stopListening(HttpServer server, EventRing ring, EventLog log)
            throws Exception {
        server.loop().submit(ring::release).get(1, TimeUnit.SECONDS);
        server.loop().submit(log::release).get(1, TimeUnit.SECONDS);
        server.stopListening();
    }

    private static RuntimeException asStartException(RuntimeException failed) {
        return switch (failed) {
            case ListenException taken ->
                    new StartException(ExitCode.CANNOT_BIND, String.valueOf(taken.getMessage()));
            case BindFailedException taken ->
                    new StartException(ExitCode.CANNOT_BIND, String.valueOf(taken.getMessage()));
            case DataDirectoryException unusable ->
                    new StartException(ExitCode.IN_USE, String.valueOf(unusable.getMessage()));
            default -> failed;
        };
    }

    public AgentConfig config() {
        return config;
    }

    /// Where others reach the node, and why there.
    public AdvertiseChoice advertised() {
        return advertised;
    }

    public Member self() {
        return cluster.self();
    }

    public List<Member> members() {
        return cluster.members();
    }

    /// Where the node listens.
    public Endpoint gossipEndpoint() {
        return cluster.boundEndpoint();
    }

    /// Where clients are answered.
    public Endpoint httpEndpoint() {
        return server.boundEndpoint();
    }

    public CompletableFuture<JoinResult> join(List<String> seeds) {
        return cluster.join(seeds);
    }

    /// @return exceptionally an [io.starling.gossip.node.EventRefusedException] if it was refused
    public CompletableFuture<UserEvent> fire(EventRequest request) {
        return cluster.fire(request);
    }

    /// Says goodbye to the cluster, within the leave timeout. The agent is to be closed afterwards.
    public CompletableFuture<Void> leave() {
        return control.leave();
    }

    CompletableFuture<Optional<String>> reload() {
        return control.reload();
    }

    /// Completes when the agent has stopped: by [#close], because a client told it to leave, or
    /// because it gave up, see [#failure].
    public CompletableFuture<Void> closed() {
        return parts.closed().copy();
    }

    /// Why the agent gave up, if it did: nobody could be joined in as many tries as were allowed.
    public Optional<StartException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /// Stops without a goodbye, unless the agent has left. Idempotent.
    @Override
    public void close() {
        parts.close();
    }
}
