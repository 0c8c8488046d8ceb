package io.starling.agent.discover;

import io.starling.gossip.model.Endpoint;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The nodes of the local network that look for the same name, and whom of them to join when.
///
/// Thread-safe, by its own lock: the network's threads tell, the discoverer's asks.
final class Neighbours {
    /// Kept at once; whoever comes later is refused and counted.
    static final int NEIGHBOURS_MAX = 256;

    /// Between two attempts to join the same one.
    static final Duration REJOIN = Duration.ofSeconds(30);

    /// Joined at once; the others have their turn next time.
    static final int JOINS_MAX = 8;

    private final Announcement own;
    private final Map<String, Neighbour> neighbours = new LinkedHashMap<>();

    /// @param triedNanos when it was last tried; `tried` says whether it was
    private record Neighbour(Endpoint gossip, boolean tried, long triedNanos) {}

    /// What became of an announcement.
    enum Heard {
        KEPT,
        /// This node's own.
        OWN,
        /// Of those who look for somebody else.
        FOREIGN,
        /// There are too many already.
        REFUSED
    }

    Neighbours(Announcement own) {
        this.own = own;
    }

    synchronized Heard hear(Announcement announced) {
        if (announced.instance().equals(own.instance())
                || announced.gossip().equals(own.gossip())) {
            return Heard.OWN;
        }
        if (!own.seeks(announced)) {
            // It may have been one of us before its configuration changed.
            forget(announced.instance());
            return Heard.FOREIGN;
        }
        var known = neighbours.get(announced.instance());
        if (known == null && neighbours.size() >= NEIGHBOURS_MAX) {
            return Heard.REFUSED;
        }
        if (known == null || !known.gossip.equals(announced.gossip())) {
            neighbours.put(announced.instance(), new Neighbour(announced.gossip(), false, 0));
        }
        return Heard.KEPT;
    }

    synchronized void forget(String instance) {
        neighbours.remove(instance);
    }

    synchronized int size() {
        return neighbours.size();
    }

    /// Those to join now; they count as tried.
    ///
    /// @param isMember whether a living member is reached at an address
    synchronized List<Endpoint> due(long nowNanos, Predicate<Endpoint> isMember) {
        var due =
                neighbours.entrySet().stream()
                        .filter(entry -> !isMember.test(entry.getValue().gossip))
                        .filter(entry -> isDue(entry.getValue(), nowNanos))
                        .limit(JOINS_MAX)
                        .toList();
        due.forEach(
                entry -> entry.setValue(new Neighbour(entry.getValue().gossip, true, nowNanos)));
        return due.stream().map(entry -> entry.getValue().gossip).toList();
    }

    private static boolean isDue(Neighbour neighbour, long nowNanos) {
        return !neighbour.tried || nowNanos - neighbour.triedNanos >= REJOIN.toNanos();
    }
}
