package io.starling.gossip.sim;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// What will happen, ordered by time, and within one time by insertion.
///
/// A heap of four children a parent on two flat arrays: the keys of the four lie in one cache
/// line, which a tree of objects would scatter. Cancelled timers stay until their time; they cost
/// a slot, not a search.
final class EventQueue {
    private static final int CHILDREN = 4;
    private static final int CAPACITY_FIRST = 1_024;

    /// Time and insertion order of the step at `i`, at `2i` and `2i + 1`.
    private long[] keys = new long[2 * CAPACITY_FIRST];
    private @Nullable Step[] steps = new Step[CAPACITY_FIRST];
    private int size;
    private long insertions;

    void add(long time, Step step) {
        if (size == steps.length) {
            steps = Arrays.copyOf(steps, 2 * size);
            keys = Arrays.copyOf(keys, 4 * size);
        }
        long order = insertions++;
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) / CHILDREN;
            // Of two steps at one time the older has the smaller order: it need not be compared.
            if (keys[2 * parent] <= time) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        put(hole, time, order, step);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /// @return the time of what [#poll] returns next; the queue must not be empty
    long nextTime() {
        return keys[0];
    }

    Step poll() {
        var first = steps[0];
        if (size == 0 || first == null) {
            throw new IllegalStateException("nothing is left to happen");
        }
        size--;
        long time = keys[2 * size];
        long order = keys[2 * size + 1];
        var last = steps[size];
        steps[size] = null;
        if (size > 0 && last != null) {
            put(sink(time, order), time, order, last);
        }
        return first;
    }

    /// @return the slot for the key, after smaller children moved up from the root
    private int sink(long time, long order) {
        int hole = 0;
        while (true) {
            int child = CHILDREN * hole + 1;
            if (child >= size) {
                return hole;
            }
            int end = Math.min(child + CHILDREN, size);
            int least = child;
            for (int i = child + 1; i < end; i++) {
                if (isBefore(keys[2 * i], keys[2 * i + 1], least)) {
                    least = i;
                }
            }
            if (isBefore(time, order, least)) {
                return hole;
            }
            move(least, hole);
            hole = least;
        }
    }

    private boolean isBefore(long time, long order, int slot) {
        long other = keys[2 * slot];
        return time < other || time == other && order < keys[2 * slot + 1];
    }

    private void move(int from, int to) {
        keys[2 * to] = keys[2 * from];
        keys[2 * to + 1] = keys[2 * from + 1];
        steps[to] = steps[from];
    }

    private void put(int slot, long time, long order, Step step) {
        keys[2 * slot] = time;
        keys[2 * slot + 1] = order;
        steps[slot] = step;
    }
}
