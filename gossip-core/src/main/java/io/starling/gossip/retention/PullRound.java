package io.starling.gossip.retention;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventRange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// The pulls of one moment: one a member, and one random member for all holes that need one, so
/// that many small holes make few messages.
final class PullRound {
    private final GapPull.Members members;
    private final SequencedMap<Endpoint, List<EventRange>> ranges = new LinkedHashMap<>();
    private Optional<Endpoint> random = Optional.empty();

    PullRound(GapPull.Members members) {
        this.members = members;
    }

    Optional<Endpoint> random(Optional<Endpoint> except) {
        if (random.isEmpty() || random.equals(except)) {
            random = members.any(except);
        }
        return random;
    }

    /// @return how many events the answer can hold of what was added
    int ask(Endpoint target, List<EventRange> missing) {
        var asked = ranges.computeIfAbsent(target, _ -> new ArrayList<>());
        long room = PullAnswer.EVENTS_MAX - count(asked);
        long added = 0;
        for (var range : missing) {
            if (added >= room || asked.size() == PullAnswer.RANGES_MAX) {
                break;
            }
            asked.add(range);
            added += range.count();
        }
        return (int) Math.clamp(added, 0, Math.max(room, 0));
    }

    List<GapPull.Ask> asks() {
        var asks = new ArrayList<GapPull.Ask>();
        ranges.forEach((target, asked) -> asks.add(new GapPull.Ask(target, asked)));
        return asks;
    }

    private static long count(List<EventRange> ranges) {
        return ranges.stream().mapToLong(EventRange::count).sum();
    }
}
