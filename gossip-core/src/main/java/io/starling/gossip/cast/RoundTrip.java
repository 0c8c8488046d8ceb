package io.starling.gossip.cast;

import java.time.Duration;

/// How long a receipt may take before another delegate is asked: the smoothed round trip and four
/// times its deviation (Jacobson 1988), or what nineteen of twenty round trips stay below if that
/// is more, within bounds. The former is right where delays have a short tail; the latter where
/// many processes share few cores, and one receipt in three has to wait its turn.
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
    /// Steps of the quantile, in percent of it: they balance when one in twenty is longer.
    private static final int STEP_UP = 19;
    private static final int STEP_DOWN = 1;
    /// A round trip of so many timeouts tells of one member that stood still, not of the load. If
    /// all take that long, mean and deviation make for longer timeouts.
    private static final int STALLED = 16;

    private final long minNanos;
    private final long maxNanos;
    private long smoothedNanos;
    private long deviationNanos;
    private long mostNanos;
    private long backedOffNanos;
    private long measuredAtNanos;
    private boolean measured;

    public RoundTrip(Duration min, Duration max) {
        this.minNanos = min.toNanos();
        this.maxNanos = max.toNanos();
        this.mostNanos = minNanos;
    }

    public void measured(long nanos, long nowNanos) {
        measuredAtNanos = nowNanos;
        long inForce = timeoutNanos();
        if (nanos <= STALLED * inForce) {
            follow(nanos);
        }
        if (!measured) {
            measured = true;
            smoothedNanos = nanos;
            deviationNanos = nanos / 2;
        } else {
            long error = Math.min(nanos, inForce) - smoothedNanos;
            smoothedNanos += error / 8;
            deviationNanos += (Math.abs(error) - deviationNanos) / 4;
        }
        backedOffNanos = 0;
    }

    /// Stochastic approximation of the quantile (Robbins and Monro 1951), for which nothing needs
    /// to be kept.
    private void follow(long nanos) {
        long percent = mostNanos / 100;
        long next = mostNanos + (nanos > mostNanos ? STEP_UP * percent : -STEP_DOWN * percent);
        mostNanos = Math.clamp(next, minNanos, maxNanos);
    }

    /// No receipt came within `waitNanos` of what was sent then for the first time.
    void timedOut(long sentNanos, long waitNanos) {
        if (!measured || measuredAtNanos - sentNanos < 0) {
            backedOffNanos = Math.max(backedOffNanos, backedOff(waitNanos));
        }
    }

    public long timeoutNanos() {
        long estimate = smoothedNanos + 4 * deviationNanos;
        long needed = Math.max(Math.max(estimate, mostNanos), backedOffNanos);
        return Math.clamp(needed, minNanos, maxNanos);
    }

    /// The wait after one of `nanos` that was in vain.
    long backedOff(long nanos) {
        return Math.min(nanos * BACKOFF_TENTHS / 10, maxNanos);
    }
}
