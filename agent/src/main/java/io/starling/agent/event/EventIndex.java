package io.starling.agent.event;

import io.starling.gossip.model.EventId;

import java.util.Optional;

/// The number by which a client says which list it has seen: made of the id of the list's last
/// event and nothing else, so it is the same at every agent with the same last event.
///
/// Neither small nor growing: 64 unsigned bits that mean something only by equality.
public final class EventIndex {
    /// Of an empty list. Never 0, because 0 means "do not wait" and a client would ask for ever.
    public static final long OF_NOTHING = 1;

    private EventIndex() {}

    public static long of(EventId id) {
        long index = id.high() ^ id.low();
        return index == 0 ? OF_NOTHING : index;
    }

    /// @return empty unless the text is the decimal digits of an unsigned 64-bit number
    public static Optional<Long> parse(String text) {
        if (text.isEmpty() || text.chars().anyMatch(c -> c < '0' || c > '9')) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseUnsignedLong(text));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    public static String format(long index) {
        return Long.toUnsignedString(index);
    }
}
