package io.starling.agent.watch;

import java.util.ArrayList;
import java.util.List;

/// What waits for a handler, oldest first, at most so much.
///
/// What comes when it is full is not kept; that it came is: a gap stands where it would have stood.
/// The oldest are kept and not the newest, so that there is one gap and it is at the end.
///
/// Not thread-safe.
final class Backlog {
    /// Further ones are counted only. A gap is to be read, and 1,024 IDs are 40 KB.
    static final int NAMES_MAX = 1_024;

    private final int max;
    private List<Happening> waiting = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();
    private int missedCount;

    Backlog(int max) {
        this.max = max;
    }

    /// @return whether there was room for it
    boolean add(Happening happening) {
        if (waiting.size() < max) {
            waiting.add(happening);
            return true;
        }
        missedCount++;
        if (missed.size() < NAMES_MAX) {
            missed.add(Happening.name(happening));
        }
        return false;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    /// All that waits, with the gap at its end if there is one. Empties the backlog.
    List<Happening> take() {
        var taken = waiting;
        if (missedCount > 0) {
            taken.add(new Happening.Missed(missedCount, List.copyOf(missed)));
        }
        waiting = new ArrayList<>();
        missed.clear();
        missedCount = 0;
        return taken;
    }
}
