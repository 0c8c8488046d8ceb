package io.starling.gossip.model;

import java.time.Duration;

/// What a node hands to its consumer: the events of each origin boot in the order of their
/// sequence.
public sealed interface Delivery {

    /// An event or a question, whichever it is. Parameters as of [Event].
    static Delivery of(UserEvent event, boolean late, Duration held) {
        return event.question().isEmpty() ? new Event(event, late, held) : new Asked(event, late);
    }

    /// @param late whether its place was announced as a gap before
    /// @param held how long it waited here for events before it; zero when nothing was missing
    record Event(UserEvent event, boolean late, Duration held) implements Delivery {}

    /// A question, in the place of an event.
    ///
    /// @param late as for an event
    record Asked(UserEvent question, boolean late) implements Delivery {}

    /// Events that did not come in time. They may still follow, marked late.
    record Gap(EventRange missing) implements Delivery {}
}
