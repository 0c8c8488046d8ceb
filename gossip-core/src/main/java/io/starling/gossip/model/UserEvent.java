package io.starling.gossip.model;

import java.util.Arrays;
import java.util.Optional;

/// Something that somebody wanted every node to know.
///
/// @param id what clients see
/// @param key what nodes deduplicate, order and repair by
/// @param time when it happened, causally
/// @param origin the node that fired it
/// @param payload opaque; not to be modified
/// @param firedAtMicros the origin's wall clock when it was fired, in microseconds since 1970
/// @param question present if it asks something, and is no event to those who hear it
public record UserEvent(
        EventId id,
        EventKey key,
        LamportTime time,
        NodeId origin,
        String name,
        byte[] payload,
        EventFilters filters,
        long firedAtMicros,
        Optional<Question> question) {

    public UserEvent {
        Names.requireEventName(name);
    }

    /// One that asks nothing.
    public UserEvent(
            EventId id,
            EventKey key,
            LamportTime time,
            NodeId origin,
            String name,
            byte[] payload,
            EventFilters filters,
            long firedAtMicros) {
        this(id, key, time, origin, name, payload, filters, firedAtMicros, Optional.empty());
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
                && firedAtMicros == that.firedAtMicros
                && question.equals(that.question);
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
