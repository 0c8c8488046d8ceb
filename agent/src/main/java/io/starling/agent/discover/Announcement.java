package io.starling.agent.discover;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Pool;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a node tells the local network of itself. Immutable.
///
/// @param instance its id; unique on the network
/// @param discover the name that those who look for each other have in common
/// @param pool as its label
/// @param gossip where it is reached
record Announcement(String instance, String discover, String pool, Endpoint gossip) {
    private static final String DISCOVER = "discover";
    private static final String POOL = "pool";
    private static final String GOSSIP = "gossip";

    static Announcement of(String instance, String discover, Pool pool, Endpoint gossip) {
        return new Announcement(instance, discover, pool.label(), gossip);
    }

    /// @param text as [#text] makes it, of strangers
    /// @return empty if something is missing or is no address
    static Optional<Announcement> parse(String instance, Map<String, String> text) {
        var discover = text.getOrDefault(DISCOVER, "");
        var pool = text.getOrDefault(POOL, "");
        return Endpoint.parse(text.getOrDefault(GOSSIP, ""), 0)
                .filter(gossip -> gossip.port() > 0 && !gossip.isWildcard())
                .filter(_ -> !discover.isEmpty() && !pool.isEmpty())
                .map(gossip -> new Announcement(instance, discover, pool, gossip));
    }

    /// For a TXT record.
    Map<String, String> text() {
        return new TreeMap<>(Map.of(DISCOVER, discover, POOL, pool, GOSSIP, gossip.toString()));
    }

    /// Whether both look for the same nodes.
    boolean seeks(Announcement other) {
        return discover.equals(other.discover) && pool.equals(other.pool);
    }
}
