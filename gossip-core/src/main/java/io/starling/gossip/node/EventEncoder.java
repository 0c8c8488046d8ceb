package io.starling.gossip.node;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.UserEvent;

/// What events need of the wire.
interface EventEncoder {

    /// What counts against the size limit: name, payload and filters, encoded.
    int contentBytes(String name, byte[] payload, EventFilters filters);

    /// @param event within the size limit
    EncodedEvent encode(UserEvent event);
}
