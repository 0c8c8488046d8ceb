package io.starling.gossip.sim;

import io.starling.gossip.runtime.NodeClock;

/// The clocks of one process. The monotonic one starts anywhere, so that nobody relies on its
/// value or on its sign; both drift together.
final class SimClock implements NodeClock {
    /// 2026-01-01T00:00:00Z, when every world begins.
    private static final long EPOCH_MICROS = 1_767_225_600_000_000L;

    private static final long MILLION = 1_000_000;

    private final SimHost host;
    private final long startedAt;
    private final long origin;
    private final int driftPpm;

    SimClock(SimHost host, long startedAt, long origin, int driftPpm) {
        this.host = host;
        this.startedAt = startedAt;
        this.origin = origin;
        this.driftPpm = driftPpm;
    }

    @Override
    public long nanoTime() {
        return origin + elapsed();
    }

    @Override
    public long wallMicros() {
        long nanos = startedAt + elapsed();
        return EPOCH_MICROS + nanos / 1_000 + host.wallOffsetMicros();
    }

    private long elapsed() {
        long elapsed = host.world().nanos() - startedAt;
        return elapsed + elapsed * driftPpm / MILLION;
    }

    /// How long the world must wait until this clock has advanced by `nanos`.
    long worldNanos(long nanos) {
        return driftPpm == 0 ? nanos : nanos - nanos * driftPpm / (MILLION + driftPpm) + 1;
    }
}
