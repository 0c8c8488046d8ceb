package io.starling.gossip.model;

import java.util.Arrays;

/// Something that somebody wanted every node to know.
///
/// @param id what clients see
/// @param key what nodes deduplicate, order and repair by
/// @param time when it happened, causally
/// @param origin the node that fired it
/// @param payload opaque; not to be modified
/// @param firedAtMicros the origin's wall clock when it was fired, in microseconds since 1970
public record UserEvent(
        EventId id,
        EventKey key,
        LamportTime time,
        NodeId origin,
        String name,
        byte[] payload,
        EventFilters filters,
        long firedAtMicros) {

    public UserEvent {
        Names.requireEventName(name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UserEvent that
                && id.equals(that.id)
                && key.equals(that.key)
                && time.equals(that.time)
                && origin.equals(that.origin)
                && name.equals(that.name)
                && Arrays.equals(payload, that.payload)
                && filters.equals(that.filters)
                && firedAtMicros == that.firedAtMicros;
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return "%s \"%s\" (%s, %d bytes, time %s)"
                .formatted(id, Names.printable(name), key, payload.length, time);
    }
}
