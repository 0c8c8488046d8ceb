package io.starling.gossip.node;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.wire.EventCodec;

/// Events as the wire writes them. Immutable.
final class WireEncoder implements EventEncoder {

    @Override
    public int contentBytes(String name, byte[] payload, EventFilters filters) {
        return EventCodec.contentBytes(name, payload, filters);
    }

    @Override
    public EncodedEvent encode(UserEvent event) {
        return EventCodec.encode(event);
    }
}
