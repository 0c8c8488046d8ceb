package io.starling.gossip.model;

/// What a caller wants to fire. Checked by the node, which refuses it whole or accepts it whole.
///
/// @param payload not to be modified afterwards
public record EventRequest(String name, byte[] payload, EventFilters filters) {

    public static EventRequest of(String name, byte[] payload) {
        return new EventRequest(name, payload, EventFilters.NONE);
    }
}
