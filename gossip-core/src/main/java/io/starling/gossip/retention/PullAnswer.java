package io.starling.gossip.retention;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.OriginBoot;

import java.util.ArrayList;
import java.util.List;

/// What a node answers to a member that asks for events.
///
/// @param events what it keeps of them, in the order asked for; at most [#EVENTS_MAX]
/// @param gone what it is done with and does not keep, as far as it looked; at most [#RANGES_MAX].
///     Nothing is said of what it lacks itself, nor of what is from before it joined
public record PullAnswer(List<EncodedEvent> events, List<EventRange> gone) {
    /// Further events are answered when they are asked for again.
    public static final int EVENTS_MAX = 64;
    /// Of one pull, so that it fits one datagram; further ones are passed over.
    public static final int RANGES_MAX = 24;

    /// @param wanted most wanted first; may say anything
    public static PullAnswer to(List<EventRange> wanted, EventStore store, SeenState seen) {
        var answer = new PullAnswer(new ArrayList<>(), new ArrayList<>());
        for (var range : wanted.subList(0, Math.min(wanted.size(), RANGES_MAX))) {
            int room = EVENTS_MAX - answer.events.size();
            if (room == 0) {
                break;
            }
            answer.add(range, store.kept(range, room), room, seen);
        }
        return answer;
    }

    public boolean isEmpty() {
        return events.isEmpty() && gone.isEmpty();
    }

    private void add(EventRange range, List<EncodedEvent> kept, int room, SeenState seen) {
        long from = range.from();
        for (var event : kept) {
            addGone(range.boot(), from, event.key().sequence() - 1, seen);
            from = event.key().sequence() + 1;
            events.add(event);
        }
        if (kept.size() < room) {
            addGone(range.boot(), from, range.to(), seen);
        }
    }

    private void addGone(OriginBoot boot, long from, long to, SeenState seen) {
        long first = Math.max(from, seen.floor(boot) + 1);
        long last = Math.min(to, seen.base(boot));
        if (first <= last && gone.size() < RANGES_MAX) {
            gone.add(new EventRange(boot, first, last));
        }
    }
}
