package io.starling.gossip.sim;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Timing;

import java.time.Duration;
import java.util.Arrays;

/// What one host counted and measured, in a few arrays.
public final class SimObserver implements Observer {
    private static final int COUNTERS = Counter.values().length;
    private static final int GAUGES = Gauge.values().length;

    private final long[] counts = new long[COUNTERS];
    private final long[] values = new long[GAUGES];
    private final long[] times = new long[2 * Timing.values().length];
    private Watcher watcher = (_, _) -> {};

    /// Hears every gauge as it is set.
    @FunctionalInterface
    interface Watcher {
        void onGauge(Gauge gauge, long value);
    }

    @Override
    public void count(Counter counter, long amount) {
        counts[counter.ordinal()] += amount;
    }

    @Override
    public void gauge(Gauge gauge, long value) {
        values[gauge.ordinal()] = value;
        watcher.onGauge(gauge, value);
    }

    @Override
    public void timing(Timing timing, long nanos) {
        times[2 * timing.ordinal()]++;
        times[2 * timing.ordinal() + 1] += nanos;
    }

    public long counted(Counter counter) {
        return counts[counter.ordinal()];
    }

    /// @return the present value; 0 before it was set for the first time
    public long value(Gauge gauge) {
        return values[gauge.ordinal()];
    }

    /// @return how often it was measured
    public long timed(Timing timing) {
        return times[2 * timing.ordinal()];
    }

    /// @return the mean of what was measured; zero if nothing was
    public Duration mean(Timing timing) {
        long times = timed(timing);
        return Duration.ofNanos(times == 0 ? 0 : this.times[2 * timing.ordinal() + 1] / times);
    }

    void watch(Watcher watcher) {
        this.watcher = watcher;
    }

    /// A new process starts from nothing, though the counters go on.
    void forgetGauges() {
        Arrays.fill(values, 0);
    }
}
