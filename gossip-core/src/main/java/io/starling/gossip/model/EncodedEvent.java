package io.starling.gossip.model;

import java.util.Arrays;

/// An event together with its wire form, which the origin makes once and everyone forwards byte for
/// byte.
///
/// @param bytes not to be modified
public record EncodedEvent(UserEvent event, byte[] bytes) {

    public EventKey key() {
        return event.key();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedEvent that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
