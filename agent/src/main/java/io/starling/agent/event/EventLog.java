package io.starling.agent.event;

import io.starling.gossip.model.EventId;
import io.starling.gossip.model.UserEvent;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// What this agent got lately, each with a place: whoever reads it may stop, and go on later where
/// it stopped.
///
/// A reader pulls, so a slow one costs nothing but its place. When what comes next for it is no
/// longer kept, it is told of the gap and goes on with the oldest that is. Readers are woken by the
/// name that they read; one that has read everything moves along with the end, so that what others
/// fire under other names never leaves it behind.
///
/// Confined to one loop, the one on which the readers are woken.
public final class EventLog {
    /// Stands for all names.
    public static final String ALL = "";

    /// About what an event costs besides its texts and its payload.
    private static final int ENTRY_BYTES = 512;

    private final Bounds bounds;
    private final long run;
    private final LongSupplier nanoClock;
    private final Map<Long, Kept> kept = new HashMap<>();
    private final Map<String, Set<Reader>> readers = new HashMap<>();
    private long first;
    private long end;
    private long bytes;
    private long evicted;
    private int reading;

    /// @param run tells this log's cursors from those of others
    public EventLog(Bounds bounds, long run, LongSupplier nanoClock) {
        this.bounds = bounds;
        this.run = run;
        this.nanoClock = nanoClock;
    }

    /// Its cursors differ from those of any other run: clients keep them.
    public static EventLog ofThisRun(int readersMax) {
        return new EventLog(Bounds.of(readersMax), new SecureRandom().nextLong(), System::nanoTime);
    }

    /// @param age of the oldest entry that is kept
    /// @param bytesMax of all entries; the oldest go first
    /// @param readersMax at once; beyond it, reading is refused
    public record Bounds(Duration age, int bytesMax, int readersMax) {
        public static Bounds of(int readersMax) {
            return new Bounds(Duration.ofMinutes(10), 16 << 20, readersMax);
        }
    }

    private record Kept(LogEntry entry, long bytes, long sinceNanos) {}

    /// Somebody who reads the entries of one name, and all gaps.
    public final class Reader {
        private final String name;
        private final Runnable onMore;
        private boolean elsewhere;
        private boolean atEnd;
        private boolean released;
        private long position;

        private Reader(String name, Cursor start, Runnable onMore) {
            this.name = name;
            this.onMore = onMore;
            elsewhere = start.run() != run || start.position() > end;
            position = elsewhere ? first : start.position();
        }

        /// @return empty if there is nothing now; then the reader is woken when there is
        public Optional<LogEntry> next() {
            if (elsewhere) {
                elsewhere = false;
                return Optional.of(new LogEntry.Elsewhere());
            }
            if (atEnd) {
                return Optional.empty();
            }
            if (position < first) {
                var gap = new LogEntry.Evicted(first - position);
                position = first;
                return Optional.of(gap);
            }
            while (position < end) {
                var entry = entry(position++);
                if (concerns(entry)) {
                    return Optional.of(entry);
                }
            }
            atEnd = true;
            return Optional.empty();
        }

        /// Behind everything that [#next] returned.
        public Cursor cursor() {
            return new Cursor(run, atEnd ? end : position);
        }

        /// Whether there will be nothing more.
        public boolean isReleased() {
            return released;
        }

        /// Reads no more. Idempotent.
        public void close() {
            var sameName = readers.get(name);
            if (sameName != null && sameName.remove(this)) {
                reading--;
                if (sameName.isEmpty()) {
                    readers.remove(name);
                }
            }
        }

        private boolean concerns(LogEntry entry) {
            return switch (entry) {
                case LogEntry.Happened(var event) -> name.equals(ALL) || name.equals(event.name());
                case LogEntry.Gap _ -> true;
            };
        }

        private void wake(long at) {
            if (atEnd) {
                atEnd = false;
                position = at;
            }
            onMore.run();
        }
    }

    /// @param name exactly; [#ALL] for all
    /// @param onMore runs whenever something was added that concerns the reader
    /// @return empty if too many read already
    public Optional<Reader> open(String name, Cursor start, Runnable onMore) {
        if (reading >= bounds.readersMax) {
            return Optional.empty();
        }
        trim();
        var reader = new Reader(name, start, onMore);
        readers.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(reader);
        reading++;
        return Optional.of(reader);
    }

    public void add(LogEntry entry) {
        long at = end++;
        var added = new Kept(entry, size(entry), nanoClock.getAsLong());
        kept.put(at, added);
        bytes += added.bytes;
        trim();
        for (var reader : concerned(entry)) {
            reader.wake(at);
        }
    }

    /// The place before whatever comes next.
    public Cursor now() {
        return new Cursor(run, end);
    }

    /// The place before the oldest entry that is kept.
    public Cursor oldest() {
        trim();
        return new Cursor(run, first);
    }

    /// @return the event with that id, if it is still kept
    public Optional<UserEvent> find(EventId id) {
        trim();
        for (long at = end - 1; at >= first; at--) {
            if (entry(at) instanceof LogEntry.Happened(var event) && event.id().equals(id)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    public boolean isFull() {
        return reading >= bounds.readersMax;
    }

    public int readersMax() {
        return bounds.readersMax;
    }

    public int reading() {
        return reading;
    }

    public long bytes() {
        return bytes;
    }

    /// How many entries went before their time, because later ones needed the room.
    public long evicted() {
        return evicted;
    }

    /// Ends all reading: the agent is about to stop.
    public void release() {
        for (var reader : readers.values().stream().flatMap(Set::stream).toList()) {
            reader.released = true;
            reader.onMore.run();
        }
    }

    private List<Reader> concerned(LogEntry entry) {
        var names =
                switch (entry) {
                    case LogEntry.Happened(var event) -> List.of(event.name(), ALL);
                    case LogEntry.Gap _ -> List.copyOf(readers.keySet());
                };
        var concerned = new ArrayList<Reader>();
        names.forEach(name -> concerned.addAll(readers.getOrDefault(name, Set.of())));
        return concerned;
    }

    private void trim() {
        long now = nanoClock.getAsLong();
        while (first < end) {
            var oldest = at(first);
            boolean old = now - oldest.sinceNanos > bounds.age.toNanos();
            if (!old && bytes <= bounds.bytesMax) {
                return;
            }
            evicted += old ? 0 : 1;
            bytes -= oldest.bytes;
            kept.remove(first++);
        }
    }

    private LogEntry entry(long position) {
        return at(position).entry;
    }

    private Kept at(long position) {
        var found = kept.get(position);
        if (found == null) {
            throw new IllegalStateException(
                    "no entry %d between %d and %d".formatted(position, first, end));
        }
        return found;
    }

    private static long size(LogEntry entry) {
        return switch (entry) {
            case LogEntry.Happened(var event) ->
                    ENTRY_BYTES + event.payload().length + size(event.name()) + filters(event);
            case LogEntry.Gap _ -> ENTRY_BYTES;
        };
    }

    private static long filters(UserEvent event) {
        var filters = event.filters();
        return size(filters.node()) + size(filters.service()) + size(filters.tag());
    }

    private static long size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
