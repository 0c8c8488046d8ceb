package io.starling.agent.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Timing;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.DoubleStream;

/// Gives what the core counts to Micrometer. A name is the core's own word in small letters:
/// `EVENTS_FIRED` becomes `starling_events_fired_total`.
///
/// Thread-safe; all meters exist from the start, so that a counter that never moved shows as 0.
final class MicrometerObserver implements Observer {
    /// Upper ends of the buckets: fine where the tree brings events, coarse where repair does.
    private static final Duration[] BUCKETS =
            DoubleStream.of(
                            0.5, 1, 1.5, 2, 3, 5, 7.5, 10, 15, 25, 50, 100, 250, 500, 1_000, 2_500,
                            5_000, 10_000, 30_000, 60_000)
                    .mapToObj(millis -> Duration.ofNanos((long) (millis * 1e6)))
                    .toArray(Duration[]::new);

    private final Map<Counter, io.micrometer.core.instrument.Counter> counters =
            new EnumMap<>(Counter.class);
    private final Map<Gauge, AtomicLong> gauges = new EnumMap<>(Gauge.class);
    private final Map<Timing, Timer> timers = new EnumMap<>(Timing.class);

    MicrometerObserver(MeterRegistry registry) {
        for (var counter : Counter.values()) {
            counters.put(counter, registry.counter(name(counter)));
        }
        for (var gauge : Gauge.values()) {
            var value = new AtomicLong();
            gauges.put(gauge, value);
            registry.gauge(name(gauge), value, shown -> shown.get() * gauge.unit());
        }
        for (var timing : Timing.values()) {
            timers.put(timing, timer(timing).register(registry));
        }
    }

    @Override
    public void count(Counter counter, long amount) {
        var meter = counters.get(counter);
        if (meter != null) {
            meter.increment((double) amount);
        }
    }

    @Override
    public void gauge(Gauge gauge, long value) {
        var meter = gauges.get(gauge);
        if (meter != null) {
            meter.set(value);
        }
    }

    @Override
    public void timing(Timing timing, long nanos) {
        var meter = timers.get(timing);
        if (meter != null) {
            // Two wall clocks may disagree so far that an event seems to arrive before it was
            // fired.
            meter.record(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        }
    }

    private static Timer.Builder timer(Timing timing) {
        var timer = Timer.builder(name(timing));
        return switch (timing) {
            case EVENT_RECEIVED, EVENT_HANDED_OUT -> timer.serviceLevelObjectives(BUCKETS);
            case PROBE_ROUND_TRIP, PUSH_PULL -> timer;
        };
    }

    private static String name(Enum<?> word) {
        return Metrics.PREFIX + word.name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
