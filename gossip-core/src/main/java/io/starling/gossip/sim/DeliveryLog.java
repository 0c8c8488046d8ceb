package io.starling.gossip.sim;

import java.util.Arrays;

/// What one node handed out, in order, in two arrays.
public final class DeliveryLog {
    private int[] events = {};
    private long[] times = {};
    private int size;
    private long gaps;

    void add(FiredEvent event, long nanos) {
        if (size == events.length) {
            int capacity = Math.max(8, 2 * size);
            events = Arrays.copyOf(events, capacity);
            times = Arrays.copyOf(times, capacity);
        }
        events[size] = event.index();
        times[size] = nanos;
        size++;
    }

    void addGap() {
        gaps++;
    }

    public int size() {
        return size;
    }

    /// @return the index of the event in the ledger
    public int event(int i) {
        return events[i];
    }

    /// @return nanoseconds of virtual time
    public long nanos(int i) {
        return times[i];
    }

    /// How many gaps were announced.
    public long gaps() {
        return gaps;
    }
}
