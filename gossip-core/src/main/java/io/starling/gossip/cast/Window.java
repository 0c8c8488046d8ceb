package io.starling.gossip.cast;

import java.time.Duration;

/// How many hand-overs may be unacknowledged at once: grows by one for each receipt until too many
/// get lost, and by one for each window of receipts from then on. When too many get lost it halves,
/// at most once a round trip (slow start and congestion avoidance, Jacobson 1988).
///
/// A round trip as long as only queues make it is as good as lost: large buffers lose nothing until
/// all who wait have lost their patience (delay as a signal: Jain 1989).
///
/// Confined to the node's loop.
public final class Window {
    static final int INITIAL = 512;
    /// A dozen for each of the members that a node has to do with at once: what one lost datagram
    /// of receipts leaves open must not stop it.
    static final int MIN = 256;
    static final int MAX = 4_096;
    /// One in so many may get lost.
    private static final int TOLERATED = 20;

    private final long queuedNanos;
    private int size = INITIAL;
    private int receipts;
    private int attempts;
    private int losses;
    private long halvedAtNanos;
    private boolean halved;

    /// @param queued a round trip that only queues can make so long
    public Window(Duration queued) {
        this.queuedNanos = queued.toNanos();
    }

    public int size() {
        return size;
    }

    /// @param nanos after which the receipt came
    void acknowledged(long nanos, long nowNanos) {
        if (nanos > queuedNanos) {
            lost(nowNanos, nanos);
            return;
        }
        attempts++;
        if (!halved) {
            size = Math.min(size + 1, MAX);
        }
        if (++receipts >= size) {
            receipts = 0;
            size = Math.min(size + 1, MAX);
            attempts /= 2;
            losses /= 2;
        }
    }

    /// What was sent first did not arrive, or its receipt did not. One that is a little late is not
    /// lost: to send less would not make it faster.
    void lost(long nowNanos, long roundTripNanos) {
        attempts++;
        losses++;
        boolean tooMany = losses * TOLERATED > attempts && attempts >= MIN;
        if (tooMany && (!halved || nowNanos - halvedAtNanos >= roundTripNanos)) {
            size = Math.max(size / 2, MIN);
            halved = true;
            halvedAtNanos = nowNanos;
            attempts = 0;
            losses = 0;
        }
    }
}
