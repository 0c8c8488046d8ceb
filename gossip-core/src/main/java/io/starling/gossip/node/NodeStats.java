package io.starling.gossip.node;

import io.starling.gossip.model.LamportTime;

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
        int eventsHeld) {}
