package io.starling.gossip.cast;

import java.time.Duration;

/// How long a receipt may take before another delegate is asked: the smoothed round trip and four
/// times its deviation (Jacobson 1988), within bounds.
///
/// A round trip counts for no more than the timeout in force. One straggler in a hundred then
/// makes nobody patient, while a load that slows all receipts doubles the timeout within a few.
/// When a wait passes in which no receipt came at all, the next ones are longer until one does
/// (Karn 1987). If others came, the one was lost, and patience would not help.
///
/// Confined to the node's loop.
public final class RoundTrip {
    /// Each further attempt waits so much longer, in tenths.
    private static final int BACKOFF_TENTHS = 16;

    private final long minNanos;
    private final long maxNanos;
    private long smoothedNanos;
    private long deviationNanos;
    private long backedOffNanos;
    private long measuredAtNanos;
    private boolean measured;

    public RoundTrip(Duration min, Duration max) {
        this.minNanos = min.toNanos();
        this.maxNanos = max.toNanos();
    }

    public void measured(long nanos, long nowNanos) {
        measuredAtNanos = nowNanos;
        if (!measured) {
            measured = true;
            smoothedNanos = nanos;
            deviationNanos = nanos / 2;
        } else {
            long error = Math.min(nanos, timeoutNanos()) - smoothedNanos;
            smoothedNanos += error / 8;
            deviationNanos += (Math.abs(error) - deviationNanos) / 4;
        }
        backedOffNanos = 0;
    }

    /// No receipt came within `waitNanos` of what was sent then for the first time.
    void timedOut(long sentNanos, long waitNanos) {
        if (!measured || measuredAtNanos - sentNanos < 0) {
            backedOffNanos = Math.max(backedOffNanos, backedOff(waitNanos));
        }
    }

    public long timeoutNanos() {
        long estimate = smoothedNanos + 4 * deviationNanos;
        return Math.clamp(Math.max(estimate, backedOffNanos), minNanos, maxNanos);
    }

    /// The wait after one of `nanos` that was in vain.
    long backedOff(long nanos) {
        return Math.min(nanos * BACKOFF_TENTHS / 10, maxNanos);
    }
}
