package io.starling.gossip.retention;

import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventMark;
import io.starling.gossip.model.EventProgress;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/*
 * The model. Every origin boot counts its events from 1 without holes, so what a node has seen of
 * it is a base (all up to it) and, while something is missing, a set of single sequences above the
 * base. The base moves only when a hole is filled or given up; time and Lamport stamps play no
 * part. A node that was stopped while others fired by the thousand therefore takes nothing for old
 * news.
 *
 * The cost. An origin without a gap is a few numbers and a place in the map. One with a gap has a
 * ring of bits as wide as the gap is, 20 KiB at the widest, so gaps are bounded separately and
 * tighter than origins. An origin that is dropped because the map is full has been idle for longer
 * than events are retained anywhere: nobody can repeat its events any more.
 */

/// Which events this node has seen, of every origin boot it has heard of.
///
/// At most `originsMax` origins have gaps at a time, and [#GAPLESS_MAX] more have none. At the
/// bound an origin that was idle for longer than retention gives way; if there is none, the
/// newcomer is refused. The bounds hold after every call.
///
/// Confined to the node's loop.
public final class SeenState {
    /// Origins without gaps that are remembered besides those with gaps.
    public static final int GAPLESS_MAX = 65_536;
    /// Boots of one node within retention.
    public static final int BOOTS_PER_NODE_MAX = 64;
    /// Larger sequences are refused, so that sums stay in range.
    static final long SEQUENCE_MAX = Long.MAX_VALUE >>> 1;

    private static final int GAPS_IN_PROGRESS_MAX = 64;
    private static final int PROGRESS_BYTES = 48;
    private static final int RANGE_BYTES = 24;

    private final int windowMax;
    private final OriginTable origins;

    /// @param windowMax how far above its origin's base an event may be
    /// @param originsMax origins with gaps at a time
    /// @param retention how long events are kept for repair anywhere
    public SeenState(int windowMax, int originsMax, Duration retention) {
        this(windowMax, originsMax, GAPLESS_MAX, BOOTS_PER_NODE_MAX, retention);
    }

    SeenState(
            int windowMax,
            int originsMax,
            int gaplessMax,
            int bootsPerNodeMax,
            Duration retention) {
        this.windowMax = windowMax;
        this.origins = new OriginTable(originsMax, gaplessMax, bootsPerNodeMax, retention);
    }

    /// Whether the event was seen or given up. What is from before this node joined was not.
    /// Allocates nothing.
    public boolean seen(EventKey key) {
        var origin = origins.find(key.boot());
        return origin != null && key.sequence() > origin.floor() && origin.seen(key.sequence());
    }

    /// Takes the next place among the events of this node's own `boot`.
    public EventKey next(OriginBoot boot, long nowNanos) {
        var own = origins.own(boot, nowNanos);
        var key = new EventKey(boot, own.base() + 1);
        own.mark(key.sequence());
        origins.touch(boot, own, nowNanos);
        return key;
    }

    /// Marks an event as seen if it is new.
    ///
    /// @param node the node that fired it, which is charged for a boot that was not known
    public Sighting witness(EventKey key, NodeId node, long nowNanos) {
        var known = origins.find(key.boot());
        long base = known == null ? 0 : known.base();
        if (known != null && key.sequence() <= known.floor()) {
            return new Sighting.Historic();
        }
        if (known != null && known.seen(key.sequence())) {
            return new Sighting.Seen();
        }
        if (key.sequence() > SEQUENCE_MAX || key.sequence() - base > windowMax) {
            return new Sighting.BeyondWindow();
        }
        if (!origins.makeRoom(known, key.sequence() != base + 1, nowNanos)
                || !origins.charge(known, node, nowNanos)) {
            return new Sighting.OriginRefused();
        }
        var origin = known == null ? origins.admit(key.boot(), nowNanos) : known;
        origin.attribute();
        long heard = origin.heard();
        boolean hadGap = origin.hasGap();
        origin.mark(key.sequence());
        origins.changed(origin, hadGap);
        origins.touch(key.boot(), origin, nowNanos);
        return new Sighting.New(base, range(key.boot(), heard + 1, key.sequence() - 1));
    }

    /// Hears that events of `boot` exist up to `sequence`. What lies beyond the window is passed
    /// over; it will be heard of again. So is what was searched for in vain, until an event of this
    /// origin comes: members that joined after it tell of it for ever, and have it not.
    public Hearsay hear(OriginBoot boot, long sequence, long nowNanos) {
        var known = origins.find(boot);
        long base = known == null ? 0 : known.base();
        long heard = known == null ? 0 : known.heard();
        long upTo = Math.min(Math.min(sequence, SEQUENCE_MAX), base + windowMax);
        if (upTo <= heard || known != null && upTo <= known.doubted()) {
            return new Hearsay.Known();
        }
        if (!origins.makeRoom(known, true, nowNanos)) {
            return new Hearsay.OriginRefused();
        }
        var origin = known == null ? origins.admit(boot, nowNanos) : known;
        boolean hadGap = origin.hasGap();
        origin.hear(upTo);
        origins.changed(origin, hadGap);
        origins.touch(boot, origin, nowNanos);
        return new Hearsay.News(new EventRange(boot, heard + 1, upTo));
    }

    /// Knows from an event beyond the window that those before it exist, as far as they were heard
    /// of.
    public void prove(EventKey key) {
        var origin = origins.find(key.boot());
        if (origin != null) {
            origin.prove(key.sequence());
        }
    }

    /// Declares all events of an origin up to `floor` to be from before this node joined.
    ///
    /// @param boot one of which nothing is done with: what a node has followed from the beginning
    ///     is not history to it
    /// @return whether there was room
    public boolean join(OriginBoot boot, long floor, long nowNanos) {
        if (base(boot) > 0) {
            throw new IllegalArgumentException(
                    boot + " is followed already, its events cannot become history");
        }
        var known = origins.find(boot);
        if (!origins.makeRoom(known, false, nowNanos)) {
            return false;
        }
        var origin = known == null ? origins.admit(boot, nowNanos) : known;
        boolean hadGap = origin.hasGap();
        origin.raiseFloor(Math.min(floor, SEQUENCE_MAX));
        origins.changed(origin, hadGap);
        return true;
    }

    /// Gives up what is missing of `lost`, so that the base may move over it.
    ///
    /// @param lost not above what was seen or heard of
    public void giveUp(EventRange lost) {
        var origin = origins.find(lost.boot());
        if (origin == null) {
            return;
        }
        boolean hadGap = origin.hasGap();
        long to = Math.min(lost.to(), origin.heard());
        for (long sequence = Math.max(lost.from(), origin.base() + 1); sequence <= to; sequence++) {
            if (!origin.seen(sequence)) {
                origin.mark(sequence);
            }
        }
        origins.changed(origin, hadGap);
    }

    /// Gives up what was heard of `boot` and not proven.
    public void retract(OriginBoot boot) {
        var origin = origins.find(boot);
        if (origin == null) {
            return;
        }
        boolean hadGap = origin.hasGap();
        origin.retract();
        origins.changed(origin, hadGap);
    }

    /// @return the unseen parts of `range` up to what was heard of, in order, the first `rangesMax`
    ///     of them
    public List<EventRange> missing(EventRange range, int rangesMax) {
        var origin = origins.find(range.boot());
        if (origin == null) {
            return List.of();
        }
        long from = Math.max(range.from(), origin.base() + 1);
        return origin.missing(range.boot(), from, Math.min(range.to(), origin.heard()), rangesMax);
    }

    /// Everything of `boot` up to it was seen or given up; 0 if it is not known.
    public long base(OriginBoot boot) {
        var origin = origins.find(boot);
        return origin == null ? 0 : origin.base();
    }

    /// The highest of `boot` that certainly exists; 0 if it is not known.
    public long proven(OriginBoot boot) {
        var origin = origins.find(boot);
        return origin == null ? 0 : origin.proven();
    }

    /// Everything of `boot` up to it is from before this node joined; 0 if nothing is.
    public long floor(OriginBoot boot) {
        var origin = origins.find(boot);
        return origin == null ? 0 : origin.floor();
    }

    /// The highest seen of the most recently active origins, those first.
    ///
    /// What was only heard of is left out: else a word that nobody can make good would be passed on
    /// for ever.
    public List<EventMark> marks(int max) {
        var marks = new ArrayList<EventMark>();
        for (var origin : origins.recentFirst()) {
            if (marks.size() == max) {
                break;
            }
            if (origin.getValue().top() > 0) {
                marks.add(new EventMark(origin.getKey(), origin.getValue().top()));
            }
        }
        return marks;
    }

    /// What was seen of each origin, most recently active first; what was only heard of is left
    /// out.
    ///
    /// @param bytesMax about how many bytes it may have once encoded; origins that do not fit are
    ///     left out, and of each the first holes only are told
    public List<EventProgress> progress(int bytesMax) {
        var progress = new ArrayList<EventProgress>();
        long bytes = PROGRESS_BYTES;
        for (var entry : origins.recentFirst()) {
            if (bytes > bytesMax) {
                break;
            }
            var origin = entry.getValue();
            if (origin.top() > 0) {
                long room = Math.clamp((bytesMax - bytes) / RANGE_BYTES, 0, GAPS_IN_PROGRESS_MAX);
                var missing =
                        origin.missing(entry.getKey(), origin.base() + 1, origin.top(), (int) room);
                progress.add(
                        new EventProgress(entry.getKey(), origin.base(), origin.top(), missing));
                bytes += PROGRESS_BYTES + (long) missing.size() * RANGE_BYTES;
            }
        }
        return progress;
    }

    /// Origin boots that are known.
    public int origins() {
        return origins.size();
    }

    /// Origins with gaps.
    public int gaps() {
        return origins.gaps();
    }

    /// How many origins gave way to newer ones, ever.
    public long forgotten() {
        return origins.forgotten();
    }

    /// Bytes of all gap sets.
    long gapSetBytes() {
        return origins.recentFirst().stream()
                .mapToLong(origin -> origin.getValue().gapSetBytes())
                .sum();
    }

    private static Optional<EventRange> range(OriginBoot boot, long from, long to) {
        return from <= to ? Optional.of(new EventRange(boot, from, to)) : Optional.empty();
    }
}
