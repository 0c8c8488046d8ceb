package io.starling.agent.http;

import io.starling.agent.cluster.Cluster;
import io.starling.agent.config.BuildInfo;
import io.starling.agent.metrics.Metrics;
import io.starling.agent.service.ServiceRegistry;
import io.starling.gossip.model.Coordinate;
import io.starling.gossip.node.NodeStats;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// What this agent is and how it does.
final class SelfResource implements Resource {
    /// A loop that does not answer within this is stuck.
    private static final Duration STALL = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Control control;
    private final Metrics metrics;
    private final ServiceRegistry services;

    SelfResource(Cluster cluster, Control control, Metrics metrics, ServiceRegistry services) {
        this.cluster = cluster;
        this.control = control;
        this.metrics = metrics;
        this.services = services;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/v1/agent/self", this::self),
                Operation.get("/v1/agent/health", this::health),
                Operation.get("/v1/agent/version", this::version));
    }

    private CompletionStage<Reply> self(Request request) {
        return cluster.stats()
                .thenCombine(
                        cluster.coordinates(),
                        (stats, coordinates) ->
                                Reply.json(request, self(stats, coordinates.own())));
    }

    private Map<String, Object> self(NodeStats stats, Coordinate coordinate) {
        var self = cluster.self();
        var config = new LinkedHashMap<String, Object>();
        config.put("Datacenter", cluster.pool().datacenter());
        config.put("PrimaryDatacenter", cluster.pool().datacenter());
        config.put("NodeName", self.name());
        config.put("NodeID", self.id().toString());
        config.put("Revision", "");
        config.put("Server", false);
        config.put("Version", BuildInfo.version());

        var json = new LinkedHashMap<String, Object>();
        json.put("Config", config);
        json.put(
                "DebugConfig",
                Map.of(
                        "Cluster",
                        cluster.pool().cluster(),
                        "BoundEndpoint",
                        cluster.boundEndpoint().toString()));
        json.put("Coord", CoordinateResource.json(coordinate));
        json.put("Member", MemberJson.of(self, cluster.pool()));
        json.put("Stats", AgentStats.of(stats, self, services.size(), metrics.uptime()));
        json.put("Meta", Map.of());
        return json;
    }

    private CompletionStage<Reply> health(Request request) {
        long asked = System.nanoTime();
        return cluster.stats()
                .copy()
                .orTimeout(STALL.toNanos(), TimeUnit.NANOSECONDS)
                .handle(
                        (stats, stalled) -> {
                            var delay = Duration.ofNanos(System.nanoTime() - asked);
                            return stalled == null
                                    ? healthy(request, stats, delay)
                                    : unwell(request, "stalled", delay);
                        });
    }

    private Reply healthy(Request request, NodeStats stats, Duration delay) {
        if (control.isLeaving()) {
            return unwell(request, "leaving", delay);
        }
        var json = health(stats.localHealth() == 0 ? "ok" : "degraded", delay);
        json.put("local_health", stats.localHealth());
        var members = new LinkedHashMap<String, Object>();
        members.put("alive", stats.alive());
        members.put("suspect", stats.suspect());
        members.put("left", stats.left());
        members.put("failed", stats.dead());
        json.put("members", members);
        return Reply.json(request, json);
    }

    private Reply unwell(Request request, String status, Duration delay) {
        return Reply.json(503, request, health(status, delay));
    }

    private Map<String, Object> health(String status, Duration delay) {
        var json = new LinkedHashMap<String, Object>();
        json.put("status", status);
        json.put("node", cluster.self().name());
        json.put("id", cluster.self().id().toString());
        json.put("datacenter", cluster.pool().datacenter());
        json.put("cluster", cluster.pool().cluster());
        json.put("version", BuildInfo.version());
        json.put("uptime_seconds", metrics.uptime().toSeconds());
        json.put("loop_delay_ms", Math.round(delay.toNanos() / 1e3) / 1e3);
        return json;
    }

    private CompletionStage<Reply> version(Request request) {
        var json = new LinkedHashMap<String, Object>();
        json.put("SHA", "");
        json.put("BuildDate", "");
        json.put("HumanVersion", BuildInfo.version());
        json.put("FIPS", "");
        return Operation.now(Reply.json(request, json));
    }
}
