package io.starling.gossip.retention;

import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.OriginBoot;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What was seen of one origin boot: everything up to a base, and single sequences above it.
///
/// While events arrive in order, the base is all there is. Confined to the node's loop.
final class Origin {
    private long floor;
    private long base;
    private long top;
    private long proven;
    private long heard;
    private long doubted;
    private @Nullable SequenceBits above;

    private long activeAtNanos;
    private boolean attributed;

    Origin(long nowNanos) {
        this.activeAtNanos = nowNanos;
    }

    /// Everything up to it happened before this node joined; 0 for an origin that is new.
    long floor() {
        return floor;
    }

    /// Everything up to it was seen or given up.
    long base() {
        return base;
    }

    /// The highest that was seen or given up.
    long top() {
        return top;
    }

    /// The highest that certainly exists.
    long proven() {
        return proven;
    }

    /// The highest that was seen or that others speak of.
    long heard() {
        return heard;
    }

    /// The highest that others spoke of and nobody could show since the last event came; 0 if
    /// there is none. To hear of it again is no news.
    long doubted() {
        return doubted;
    }

    boolean hasGap() {
        return base < heard;
    }

    boolean seen(long sequence) {
        return sequence <= base || (above != null && above.get(sequence, base));
    }

    /// @param sequence not seen, within the window
    void mark(long sequence) {
        top = Math.max(top, sequence);
        proven = Math.max(proven, sequence);
        heard = Math.max(heard, sequence);
        doubted = 0;
        if (sequence == base + 1) {
            base = sequence;
            advance();
        } else {
            if (above == null) {
                above = new SequenceBits();
            }
            above.set(sequence, base);
        }
    }

    /// Makes history of everything up to `newFloor`, seen or not.
    ///
    /// @param newFloor above the base
    void raiseFloor(long newFloor) {
        if (above != null) {
            long to = Math.min(newFloor, top);
            for (long old = next(true, base + 1, to); old <= to; old = next(true, old + 1, to)) {
                above.clear(old);
            }
        }
        floor = newFloor;
        base = newFloor;
        top = Math.max(top, newFloor);
        proven = Math.max(proven, newFloor);
        heard = Math.max(heard, newFloor);
        advance();
    }

    void hear(long sequence) {
        heard = Math.max(heard, sequence);
    }

    /// Knows of a certainty that `sequence` exists, as far as it was heard of.
    void prove(long sequence) {
        proven = Math.max(proven, Math.min(sequence, heard));
    }

    /// Forgets what others spoke of without proof.
    void retract() {
        doubted = Math.max(doubted, heard);
        heard = proven;
    }

    /// @param from above the base
    /// @return the unseen parts of `from`..`to`, in order, the first `rangesMax` of them
    List<EventRange> missing(OriginBoot boot, long from, long to, int rangesMax) {
        var ranges = new ArrayList<EventRange>();
        long start = next(false, from, to);
        while (start <= to && ranges.size() < rangesMax) {
            long end = next(true, start, to);
            ranges.add(new EventRange(boot, start, end - 1));
            start = next(false, end, to);
        }
        return ranges;
    }

    long activeAtNanos() {
        return activeAtNanos;
    }

    void touch(long nowNanos) {
        activeAtNanos = nowNanos;
    }

    /// Whether a node was charged for this boot.
    boolean attributed() {
        return attributed;
    }

    void attribute() {
        attributed = true;
    }

    /// Bytes of the gap set; 0 while there is none.
    int gapSetBytes() {
        return above == null ? 0 : above.bytes();
    }

    private long next(boolean seen, long from, long to) {
        if (above == null) {
            return seen || from > to ? to + 1 : from;
        }
        return above.next(seen, from, to, base);
    }

    private void advance() {
        if (above == null) {
            return;
        }
        while (!above.isEmpty() && above.get(base + 1, base)) {
            above.clear(base + 1);
            base++;
        }
        if (above.isEmpty()) {
            above = null;
        }
    }
}
