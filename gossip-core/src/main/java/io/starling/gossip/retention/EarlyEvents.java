package io.starling.gossip.retention;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.HandOver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Events that arrive while a join exchange is under way, when nobody can tell yet which of them
/// are history.
///
/// Each once, in the order of arrival; at the bound the oldest goes. Confined to the node's loop.
public final class EarlyEvents {
    private final int eventsMax;
    private final SequencedMap<EventKey, Early> events = new LinkedHashMap<>();

    public EarlyEvents(int eventsMax) {
        this.eventsMax = eventsMax;
    }

    /// @param reply whether it came as an answer to a pull
    /// @param over what the sender asks this node to do with it
    public record Early(
            Endpoint source, EncodedEvent event, boolean reply, Optional<HandOver> over) {}

    /// @return how many went to make room; 1 too if there is no room at all
    public int add(Early early) {
        events.putIfAbsent(early.event().key(), early);
        if (events.size() <= eventsMax) {
            return 0;
        }
        events.pollFirstEntry();
        return 1;
    }

    public boolean contains(EventKey key) {
        return events.containsKey(key);
    }

    /// Removes the oldest `max`, or all.
    public List<Early> take(int max) {
        var taken = new ArrayList<Early>();
        while (!events.isEmpty() && taken.size() < max) {
            taken.add(events.pollFirstEntry().getValue());
        }
        return taken;
    }

    public boolean isEmpty() {
        return events.isEmpty();
    }
}
