package io.starling.gossip.node;

import io.starling.gossip.model.LamportTime;

import java.time.Duration;

/// A node's state in numbers, as of one moment on its loop.
public record NodeStats(
        int alive,
        int suspect,
        int dead,
        int left,
        LamportTime time,
        int localHealth,
        int rumorsQueued,
        long outboxBytes,
        int eventOrigins,
        long eventStoreBytes,
        int eventsHeld,
        Pace pace) {

    /// How fast events may leave this node.
    ///
    /// @param unacknowledged copies whose receipt is waited for
    /// @param waitingBytes of events for which the window has no room yet
    /// @param window how many copies may be unacknowledged
    /// @param receiptTimeout how long a receipt is waited for
    public record Pace(
            int unacknowledged, long waitingBytes, int window, Duration receiptTimeout) {}
}
