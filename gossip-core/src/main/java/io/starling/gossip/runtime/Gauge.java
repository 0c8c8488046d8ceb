package io.starling.gossip.runtime;

/// What has a present value.
public enum Gauge {
    /// Members believed to live, this node included.
    MEMBERS_ALIVE,
    MEMBERS_SUSPECT,
    MEMBERS_DEAD,
    MEMBERS_LEFT,
    /// Claims still to be told.
    RUMORS_QUEUED,
    /// Bytes waiting to be sent.
    OUTBOX_BYTES,
    /// Lifeguard's local health multiplier, 0 is healthy.
    LOCAL_HEALTH,
    LAMPORT_TIME,
    /// Origin boots whose events are known.
    EVENT_ORIGINS,
    /// Bytes of events kept for repair.
    EVENT_STORE_BYTES,
    /// Events waiting for others before them.
    EVENTS_HELD,
    /// Copies of events whose receipt is waited for.
    HAND_OVERS_UNACKNOWLEDGED,
    /// Bytes of events for which the window has no room yet, each as often as it is to be sent.
    HAND_OVERS_WAITING_BYTES,
    /// How many copies may be unacknowledged.
    HAND_OVERS_WINDOW,
    /// How long a receipt is waited for before another member is asked; told in nanoseconds.
    RECEIPT_TIMEOUT_SECONDS(1e-9),
    /// For how long the disk has not taken what must survive a restart; 0 while it does.
    STATE_UNKEPT_SECONDS;

    private final double unit;

    Gauge() {
        this(1);
    }

    Gauge(double unit) {
        this.unit = unit;
    }

    /// What a value of 1 comes to in the unit that the name speaks of.
    public double unit() {
        return unit;
    }
}
