package io.starling.gossip.netty;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Timing;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Keeps the counts, for any thread to look at.
final class RecordingObserver implements Observer {
    private final ConcurrentMap<Counter, Long> counts = new ConcurrentHashMap<>();

    long total(Counter counter) {
        return counts.getOrDefault(counter, 0L);
    }

    @Override
    public void count(Counter counter, long amount) {
        counts.merge(counter, amount, Long::sum);
    }

    @Override
    public void gauge(Gauge gauge, long value) {}

    @Override
    public void timing(Timing timing, long nanos) {}
}
