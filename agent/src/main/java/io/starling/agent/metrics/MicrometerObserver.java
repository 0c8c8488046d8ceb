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

/// Gives what the core counts to Micrometer. A name is the core's own word in small letters:
/// `EVENTS_FIRED` becomes `starling_events_fired_total`.
///
/// Thread-safe; all meters exist from the start, so that a counter that never moved shows as 0.
final class MicrometerObserver implements Observer {
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
            registry.gauge(name(gauge), value);
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
            case EVENT_RECEIVED, EVENT_HANDED_OUT ->
                    timer.publishPercentileHistogram()
                            .minimumExpectedValue(Duration.ofMillis(1))
                            .maximumExpectedValue(Duration.ofSeconds(30));
            case PROBE_ROUND_TRIP, PUSH_PULL -> timer;
        };
    }

    private static String name(Enum<?> word) {
        return Metrics.PREFIX + word.name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
