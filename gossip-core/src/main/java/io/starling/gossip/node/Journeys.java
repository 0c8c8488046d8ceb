package io.starling.gossip.node;

import io.starling.gossip.model.EventKey;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.OptionalLong;
import java.util.SequencedMap;

/// The events that are on their way through this node, oldest first.
///
/// Confined to the node's loop.
final class Journeys {
    /// How long after its first copy an event is still brought to others; later ones repair
    /// themselves.
    static final Duration LASTING = Duration.ofSeconds(10);
    /// At once. Of more, the oldest end before their time.
    static final int JOURNEYS_MAX = 16_384;
    /// With a little more, so that a burst does not end one timer at a time.
    private static final long END_NANOS = LASTING.plusMillis(250).toNanos();

    private final SequencedMap<EventKey, Journey> journeys = new LinkedHashMap<>(0);

    /// @return whether another one had to end for it
    boolean begin(Journey journey) {
        journeys.put(journey.key(), journey);
        return journeys.size() > JOURNEYS_MAX && journeys.pollFirstEntry() != null;
    }

    @Nullable Journey find(EventKey event) {
        return journeys.get(event);
    }

    void expire(long nowNanos) {
        var all = journeys.values().iterator();
        while (all.hasNext() && nowNanos - all.next().sinceNanos() >= LASTING.toNanos()) {
            all.remove();
        }
    }

    OptionalLong nextDeadline() {
        return journeys.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(journeys.values().iterator().next().sinceNanos() + END_NANOS);
    }
}
