package io.starling.agent.http;

import io.starling.agent.config.BuildInfo;
import io.starling.gossip.model.Member;
import io.starling.gossip.node.NodeStats;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The `Stats` of an agent: two levels, and every leaf a text, because known clients fail on
/// anything else.
final class AgentStats {
    private AgentStats() {}

    static Map<String, Map<String, String>> of(
            NodeStats stats, Member self, int services, Duration uptime) {
        var sections = new LinkedHashMap<String, Map<String, String>>();
        sections.put(
                "agent",
                section(
                        "check_monitors", 0,
                        "check_ttls", 0,
                        "checks", 0,
                        "services", services,
                        "uptime_seconds", uptime.toSeconds()));
        sections.put(
                "build", section("prerelease", "", "revision", "", "version", BuildInfo.version()));
        sections.put("gossip", gossip(stats));
        sections.put("runtime", runtime());
        sections.put("serf_lan", serf(stats, self));
        return sections;
    }

    private static Map<String, String> gossip(NodeStats stats) {
        return section(
                "alive", stats.alive(),
                "suspect", stats.suspect(),
                "dead", stats.dead(),
                "left", stats.left(),
                "rumors_queued", stats.rumorsQueued(),
                "outbox_bytes", stats.outboxBytes(),
                "event_origins", stats.eventOrigins(),
                "event_store_bytes", stats.eventStoreBytes(),
                "events_held", stats.eventsHeld());
    }

    private static Map<String, String> runtime() {
        int processors = Runtime.getRuntime().availableProcessors();
        return section(
                "arch", System.getProperty("os.arch"),
                "cpu_count", processors,
                "goroutines", Thread.activeCount(),
                "max_procs", processors,
                "os", System.getProperty("os.name"),
                "version", Runtime.version());
    }

    /// The words that clients of the reference implementation look for.
    private static Map<String, String> serf(NodeStats stats, Member self) {
        return section(
                "coordinate_resets", 0,
                "encrypted", false,
                "event_queue", stats.eventsHeld(),
                "event_time", stats.time(),
                "failed", stats.dead(),
                "health_score", stats.localHealth(),
                "intent_queue", stats.rumorsQueued(),
                "left", stats.left(),
                "member_time", self.incarnation().refutations(),
                "members", stats.alive() + stats.suspect() + stats.dead() + stats.left(),
                "query_queue", 0,
                "query_time", 1);
    }

    private static Map<String, String> section(Object... keysAndValues) {
        var section = new LinkedHashMap<String, String>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            section.put(String.valueOf(keysAndValues[i]), String.valueOf(keysAndValues[i + 1]));
        }
        return section;
    }
}
