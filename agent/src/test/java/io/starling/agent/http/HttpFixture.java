package io.starling.agent.http;

import io.starling.agent.cluster.FakeCluster;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.event.EventFeed;
import io.starling.agent.event.EventLog;
import io.starling.agent.event.EventRing;
import io.starling.agent.metrics.Metrics;
import io.starling.agent.service.ServiceFile;
import io.starling.agent.service.ServiceKeeper;
import io.starling.agent.service.ServiceRegistry;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.NodeListener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

/// The HTTP door over a node that does what the test says.
final class HttpFixture implements AutoCloseable, Control {
    static final HttpLimits LIMITS = HttpLimits.of(100);
    static final int EVENT_BYTES_MAX = 512;
    static final int BLOCKING_MAX = 3;
    static final int STREAMS_MAX = 3;

    /// Of the log, as its cursors show it.
    static final long RUN = 0xabcdef;

    final Metrics metrics = new Metrics();
    final EventRing ring = new EventRing(BLOCKING_MAX);
    final EventLog log;
    final EventFeed feed;
    final FakeCluster cluster;
    final HttpServer server;
    final ServiceRegistry services;
    private Tags tags = Tags.of(Map.of("rack", "7"));
    Optional<String> reloadProblem = Optional.empty();
    final CompletableFuture<Void> stopped = new CompletableFuture<>();
    boolean leaving;

    HttpFixture() {
        this(LIMITS);
    }

    HttpFixture(HttpLimits limits) {
        this(limits, EventLog.Bounds.of(STREAMS_MAX));
    }

    HttpFixture(HttpLimits limits, EventLog.Bounds bounds) {
        server = new HttpServer(limits, metrics);
        log = new EventLog(bounds, RUN, System::nanoTime);
        feed = new EventFeed(ring, log, server.loop());
        var listener =
                new NodeListener() {
                    @Override
                    public void onMembership(MembershipEvent event) {}

                    @Override
                    public void onDelivery(Delivery delivery) {
                        if (delivery instanceof Delivery.Event(var event, _, _)) {
                            feed.offer(event);
                        }
                    }
                };
        cluster = new FakeCluster(AgentConfig.onLoopback("node-a"), tags, listener);
        services =
                new ServiceRegistry(
                        List.of(),
                        List.of(),
                        Optional.of(
                                new ServiceKeeper(
                                        server.loop(),
                                        contents -> cluster.replace(ServiceFile.NAME, contents),
                                        metrics::servicesWriteFailed)));
        server.listen(
                Endpoint.parse("127.0.0.1", 0).orElseThrow(),
                new HostCheck(true, "node-a", List.of("agent.example")),
                new Api(
                        cluster,
                        ring,
                        log,
                        this,
                        metrics,
                        services,
                        server.loop(),
                        EVENT_BYTES_MAX));
    }

    Endpoint address() {
        return server.boundEndpoint();
    }

    RawClient client() {
        return new RawClient(address());
    }

    RawClient.Answer get(String uri) {
        return RawClient.ask(address(), "GET", uri);
    }

    RawClient.Answer put(String uri, String body) {
        return RawClient.put(address(), uri, body);
    }

    /// An event that is in the ring when this returns.
    UserEvent arrive(String name, String payload) {
        var event = cluster.event(name, payload);
        cluster.deliver(event);
        onLoop(() -> {});
        return event;
    }

    int waiting() {
        var waiting = new int[1];
        onLoop(() -> waiting[0] = ring.waiting());
        return waiting[0];
    }

    void onLoop(Runnable task) {
        try {
            server.loop().submit(task).get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public CompletableFuture<Void> leave() {
        leaving = true;
        return cluster.leave().thenApply(_ -> null);
    }

    @Override
    public boolean isLeaving() {
        return leaving;
    }

    @Override
    public void stop() {
        stopped.complete(null);
    }

    @Override
    public CompletableFuture<Optional<String>> reload() {
        return CompletableFuture.completedFuture(reloadProblem);
    }

    @Override
    public Tags tags() {
        return tags;
    }

    @Override
    public CompletableFuture<Tags> changeTags(UnaryOperator<Tags> change) {
        tags = change.apply(tags);
        return CompletableFuture.completedFuture(tags);
    }

    static HttpLimits limits(Duration idle, Duration receive) {
        return new HttpLimits(
                LIMITS.connectionsMax(),
                LIMITS.lineBytesMax(),
                LIMITS.headerBytesMax(),
                LIMITS.waitingMax(),
                idle,
                receive,
                LIMITS.send(),
                LIMITS.linger());
    }

    @Override
    public void close() {
        server.close();
        metrics.close();
    }
}
