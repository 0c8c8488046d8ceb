package io.starling.gossip.cast;

import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Events as ranges: a burst of one origin is a single one. Stateless.
public final class Ranges {
    private Ranges() {}

    /// @return in order, as few as there can be
    public static List<EventRange> of(Collection<EventKey> events) {
        var sorted = events.stream().sorted().distinct().toList();
        var ranges = new ArrayList<EventRange>();
        for (var event : sorted) {
            var last = ranges.isEmpty() ? null : ranges.getLast();
            if (last != null
                    && last.boot().equals(event.boot())
                    && last.to() + 1 == event.sequence()) {
                ranges.set(
                        ranges.size() - 1,
                        new EventRange(last.boot(), last.from(), event.sequence()));
            } else {
                ranges.add(new EventRange(event.boot(), event.sequence(), event.sequence()));
            }
        }
        return ranges;
    }

    /// Those of `events` that lie in one of the ranges.
    static List<EventKey> within(List<EventKey> events, List<EventRange> ranges) {
        return ranges.isEmpty()
                ? List.of()
                : events.stream()
                        .filter(event -> ranges.stream().anyMatch(range -> range.contains(event)))
                        .toList();
    }
}
