package io.starling.agent.demo;

import io.starling.gossip.model.EventId;
import io.starling.gossip.model.UserEvent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// When each event reached each node, by the one monotonic clock that all nodes of the process
/// share.
///
/// Thread-safe, by one lock: every node's loop reports here.
final class Arrivals {
    /// Events that are still under way; an older one is given up and shown as it is.
    private static final int EVENTS_MAX = 256;

    private final int nodes;
    private final Consumer<Arrived> onArrived;
    private final Map<EventId, Arrived> underWay = new LinkedHashMap<>();

    /// @param onArrived gets each event once, when it is everywhere or given up
    Arrivals(int nodes, Consumer<Arrived> onArrived) {
        this.nodes = nodes;
        this.onArrived = onArrived;
    }

    /// @param nanos by node, in the order of arrival
    record Arrived(UserEvent event, Map<String, Long> nanos) {}

    synchronized void arrived(String node, UserEvent event, long nanos) {
        var arrived =
                underWay.computeIfAbsent(
                        event.id(), _ -> new Arrived(event, new LinkedHashMap<>()));
        arrived.nanos().putIfAbsent(node, nanos);
        if (arrived.nanos().size() == nodes) {
            underWay.remove(event.id());
            onArrived.accept(arrived);
        } else if (underWay.size() > EVENTS_MAX) {
            var oldest = underWay.keySet().iterator().next();
            var givenUp = underWay.remove(oldest);
            if (givenUp != null) {
                onArrived.accept(givenUp);
            }
        }
    }

    /// What has arrived of an event that is not everywhere yet.
    synchronized Map<String, Long> soFar(EventId id) {
        var arrived = underWay.get(id);
        return arrived == null ? Map.of() : Map.copyOf(arrived.nanos());
    }
}
