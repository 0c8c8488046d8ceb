package io.starling.gossip.node;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.HandOver;

import java.util.Optional;

/// How an event gets from here to those who lack it.
interface Spread {

    /// This node fires an event.
    void fired(EncodedEvent event);

    /// An event came that is new here.
    ///
    /// @param over what the sender asks of this node; empty if the copy answers a question of this
    ///     node's
    void received(EncodedEvent event, Endpoint source, Optional<HandOver> over);

    /// An event was handed over that is known here.
    void again(EventKey event, Endpoint source, HandOver over);

    /// Bytes of events that wait for their turn to be sent.
    long queuedBytes();
}
