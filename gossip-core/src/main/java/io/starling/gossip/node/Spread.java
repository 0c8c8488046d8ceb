package io.starling.gossip.node;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;

import java.util.Optional;

/// How an event gets from here to those who lack it. Whom it misses is repaired by pulls, not by
/// another spread.
@FunctionalInterface
interface Spread {

    /// Passes on an event that was fired here or received for the first time.
    ///
    /// @param source who sent it; empty if it was fired here
    void pass(EncodedEvent event, Optional<Endpoint> source);
}
