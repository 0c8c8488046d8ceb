package io.starling.gossip.retention;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Events kept for members that missed them, for a time and up to a number of bytes; oldest first
/// out.
///
/// Sorted, so that a range of sequences is answered without looking at each: adding and evicting
/// cost log n, at most 17 comparisons. Holds nothing while it is empty. Confined to the node's
/// loop.
public final class EventStore {
    /// What an event is taken to cost besides its bytes.
    public static final int OVERHEAD = 128;

    /// Expired events go in batches, so that a burst does not expire one timer at a time: those
    /// that are this part of retention over their time.
    private static final int BATCHES = 64;

    private final long retentionNanos;
    private final long bytesMax;

    private NavigableMap<EventKey, EncodedEvent> kept = Collections.emptyNavigableMap();
    private Deque<Aging> oldestFirst = new ArrayDeque<>(0);
    private long bytes;

    public EventStore(Duration retention, long bytesMax) {
        this.retentionNanos = retention.toNanos();
        this.bytesMax = bytesMax;
    }

    /// Keeps `event`, unless it is kept already.
    ///
    /// @return how many had to go before their time to make room
    public int add(EncodedEvent event, long nowNanos) {
        expire(nowNanos);
        if (kept.containsKey(event.key())) {
            return 0;
        }
        if (kept.isEmpty()) {
            kept = new TreeMap<>();
        }
        kept.put(event.key(), event);
        oldestFirst.addLast(new Aging(event.key(), nowNanos));
        bytes += cost(event);
        int evicted = 0;
        while (bytes > bytesMax) {
            removeOldest();
            evicted++;
        }
        return evicted;
    }

    /// Lets go of what was kept for its time.
    ///
    /// @return how many went
    public int expire(long nowNanos) {
        int expired = 0;
        while (!oldestFirst.isEmpty()
                && nowNanos - oldestFirst.getFirst().sinceNanos() >= retentionNanos) {
            removeOldest();
            expired++;
        }
        return expired;
    }

    /// When [#expire] is worth a call; empty while nothing is kept.
    public OptionalLong nextDeadline() {
        return oldestFirst.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        oldestFirst.getFirst().sinceNanos()
                                + retentionNanos
                                + retentionNanos / BATCHES);
    }

    /// @return what is kept of `range`, in order, the first `max`
    public List<EncodedEvent> kept(EventRange range, int max) {
        var from = new EventKey(range.boot(), range.from());
        var to = new EventKey(range.boot(), range.to());
        var found = new ArrayList<EncodedEvent>();
        for (var event : kept.subMap(from, true, to, true).values()) {
            if (found.size() == max) {
                break;
            }
            found.add(event);
        }
        return found;
    }

    public int size() {
        return kept.size();
    }

    /// What is kept, in bytes, overhead included.
    public long bytes() {
        return bytes;
    }

    private void removeOldest() {
        var event = kept.remove(oldestFirst.removeFirst().key());
        if (event != null) {
            bytes -= cost(event);
        }
        if (kept.isEmpty()) {
            // An array of the size of the last burst would stay behind otherwise.
            kept = Collections.emptyNavigableMap();
            oldestFirst = new ArrayDeque<>(0);
        }
    }

    private static int cost(EncodedEvent event) {
        return event.bytes().length + OVERHEAD;
    }

    private record Aging(EventKey key, long sinceNanos) {}
}
