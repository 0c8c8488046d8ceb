package io.starling.gossip.event;

import static java.util.Objects.requireNonNull;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.UserEvent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;

/*
 * The model. An origin's events are handed out in a line. While they arrive in order there is no
 * line here at all: what is next follows from the seen state's base, which the caller passes. A
 * line comes into being with the first event that arrives ahead of its turn, and goes away when the
 * base has caught up with what was handed out.
 *
 * All that waits, of all origins, stands in one queue in the order of arrival. The head of that
 * queue is the next deadline, so there is one deadline and not one per event. When it passes, gaps
 * of the head's line are announced until the head itself has been handed out: nothing waits longer
 * than the timeout, however many holes lie before it.
 */

/// Hands out each origin boot's events in the order of their sequence.
///
/// An event that arrives ahead of its turn waits for those before it, at most for a timeout; then
/// what is missing is announced as a [Delivery.Gap] and the rest is handed out. What arrives after
/// its gap was announced is handed out at once, marked late. When more waits than the bounds allow,
/// gaps are announced early; nothing is dropped.
///
/// Each event must be offered once: deduplication happens before. Confined to the node's loop.
public final class Sequencer {
    /// What an event that waits is taken to cost besides its name and payload.
    static final int HELD_OVERHEAD = 128;

    private final long timeoutNanos;
    private final int waitingMax;
    private final long bytesMax;

    private final Map<OriginBoot, Line> lines = new HashMap<>();
    private final SequencedMap<EventKey, Waiting> waiting = new LinkedHashMap<>();
    private long bytes;
    private long forced;

    /// @param timeout how long an event waits for those before it
    /// @param waitingMax how many may wait, of all origins together
    /// @param bytesMax how many bytes those may have
    public Sequencer(Duration timeout, int waitingMax, long bytesMax) {
        this.timeoutNanos = timeout.toNanos();
        this.waitingMax = waitingMax;
        this.bytesMax = bytesMax;
    }

    /// Takes an event that was never offered before.
    ///
    /// @param doneBefore the origin's contiguous base before this event was marked as seen
    /// @param doneAfter the base since then
    /// @return what is to be handed out now, in this order
    public List<Delivery> accept(UserEvent event, long doneBefore, long doneAfter, long nowNanos) {
        var key = event.key();
        var line = lines.get(key.boot());
        if (line == null && key.sequence() == doneBefore + 1) {
            return List.of(Delivery.of(event, false, Duration.ZERO));
        }
        if (line == null) {
            line = open(key.boot(), doneBefore);
        }
        var out = new ArrayList<Delivery>();
        if (key.sequence() < line.next) {
            out.add(Delivery.of(event, true, Duration.ZERO));
        } else {
            queue(line, new Waiting.Held(event, nowNanos), nowNanos, out);
        }
        closeIfDone(line, doneAfter);
        return out;
    }

    /// Takes notice that `lost` will never come. It is announced in its turn, unless it was before.
    ///
    /// @param lost none of it was offered or lost before
    /// @param doneBefore the origin's contiguous base before `lost` was given up
    /// @param doneAfter the base since then
    /// @return what is to be handed out now, in this order
    public List<Delivery> lose(EventRange lost, long doneBefore, long doneAfter, long nowNanos) {
        var line = lines.get(lost.boot());
        if (line == null) {
            line = open(lost.boot(), doneBefore);
        }
        var out = new ArrayList<Delivery>();
        if (lost.to() >= line.next) {
            long from = Math.max(lost.from(), line.next);
            var rest = new EventRange(lost.boot(), from, lost.to());
            queue(line, new Waiting.Lost(rest, nowNanos), nowNanos, out);
        }
        closeIfDone(line, doneAfter);
        return out;
    }

    /// @return the gaps that are to be announced by now, and what waited for them
    public List<Delivery> overdue(long nowNanos) {
        var out = new ArrayList<Delivery>();
        while (!waiting.isEmpty() && nowNanos - deadline() >= 0) {
            release(waiting.firstEntry().getValue(), nowNanos, out);
        }
        return out;
    }

    /// When [#overdue] has something to say; empty while nothing waits.
    public OptionalLong nextDeadline() {
        return waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(deadline());
    }

    /// How many events and announcements wait for their turn.
    public int held() {
        return waiting.size();
    }

    /// How many gaps were announced before their time because a bound was reached, ever.
    public long forced() {
        return forced;
    }

    /// Origins whose order is disturbed at present.
    int lines() {
        return lines.size();
    }

    private long deadline() {
        return waiting.firstEntry().getValue().since() + timeoutNanos;
    }

    private Line open(OriginBoot boot, long done) {
        var line = new Line(boot, done + 1);
        lines.put(boot, line);
        return line;
    }

    private void closeIfDone(Line line, long done) {
        if (line.ahead.isEmpty() && line.next == done + 1) {
            lines.remove(line.boot);
        }
    }

    private void queue(Line line, Waiting entry, long nowNanos, List<Delivery> out) {
        line.ahead.put(entry.first().sequence(), entry);
        waiting.put(entry.first(), entry);
        bytes += entry.bytes();
        handOut(line, nowNanos, out);
        while (waiting.size() > waitingMax || bytes > bytesMax) {
            forced++;
            release(waiting.firstEntry().getValue(), nowNanos, out);
        }
    }

    /// Announces what is missing before `entry`, and hands out all up to it.
    private void release(Waiting entry, long nowNanos, List<Delivery> out) {
        var boot = entry.first().boot();
        var line = requireNonNull(lines.get(boot), "what waits stands in a line");
        while (waiting.containsKey(entry.first())) {
            long next = line.ahead.firstKey();
            out.add(new Delivery.Gap(new EventRange(boot, line.next, next - 1)));
            line.next = next;
            handOut(line, nowNanos, out);
        }
    }

    /// Hands out what stands at the head of the line.
    private void handOut(Line line, long nowNanos, List<Delivery> out) {
        while (!line.ahead.isEmpty() && line.ahead.firstKey() == line.next) {
            var entry = line.ahead.pollFirstEntry().getValue();
            waiting.remove(entry.first());
            bytes -= entry.bytes();
            line.next = entry.last() + 1;
            out.add(
                    switch (entry) {
                        case Waiting.Held(var event, long since) ->
                                Delivery.of(event, false, Duration.ofNanos(nowNanos - since));
                        case Waiting.Lost(var range, _) -> new Delivery.Gap(range);
                    });
        }
    }

    /// One origin boot whose order is disturbed.
    private static final class Line {
        final OriginBoot boot;
        final TreeMap<Long, Waiting> ahead = new TreeMap<>();
        long next;

        Line(OriginBoot boot, long next) {
            this.boot = boot;
            this.next = next;
        }
    }

    /// What waits for its turn.
    private sealed interface Waiting {
        long since();

        EventKey first();

        long last();

        long bytes();

        record Held(UserEvent event, long since) implements Waiting {
            @Override
            public EventKey first() {
                return event.key();
            }

            @Override
            public long last() {
                return event.key().sequence();
            }

            @Override
            public long bytes() {
                return HELD_OVERHEAD + event.name().length() + event.payload().length;
            }
        }

        record Lost(EventRange range, long since) implements Waiting {
            @Override
            public EventKey first() {
                return new EventKey(range.boot(), range.from());
            }

            @Override
            public long last() {
                return range.to();
            }

            @Override
            public long bytes() {
                return HELD_OVERHEAD;
            }
        }
    }
}
