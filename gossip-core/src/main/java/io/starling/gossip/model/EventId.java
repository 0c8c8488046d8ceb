package io.starling.gossip.model;

import java.util.random.RandomGenerator;

/// The public identity of an event, the one that clients see: 128 random bits, printed like a UUID.
///
/// All bits are random, so version and variant bits mean nothing. Nodes deduplicate by [EventKey].
public record EventId(long high, long low) {

    public static EventId random(RandomGenerator random) {
        return new EventId(random.nextLong(), random.nextLong());
    }

    /// @param text as [#toString] writes it
    /// @throws IllegalArgumentException if the text has another shape
    public static EventId parse(String text) {
        var halves = Bits128.parse("event id", text);
        return new EventId(halves[0], halves[1]);
    }

    @Override
    public String toString() {
        return Bits128.format(high, low);
    }
}
