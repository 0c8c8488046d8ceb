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
    /// For how long the disk has not taken what must survive a restart; 0 while it does.
    STATE_UNKEPT_SECONDS
}
