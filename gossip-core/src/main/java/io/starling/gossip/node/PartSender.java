package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Part;

/// The way out for the small messages of events. Never blocks.
interface PartSender {

    /// Queues `part`; if the queue is full, it is dropped and counted there.
    void send(Endpoint target, Part part);

    /// What waits to be sent, to whomever.
    long queuedBytes();
}
