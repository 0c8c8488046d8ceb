package io.starling.cli.command;

import java.util.List;

/// Remembers how far a list of events was read, by nothing but the index that came with it.
///
/// Indexes are compared for equality only: they are folded from the ID of a list's last event, and
/// say nothing about order. So what is new in a list is what follows the event that gives the
/// remembered index. If none does, that event was pushed out of the agent's ring, or the agent has
/// another ring than before: all that is listed counts as new, and events may have been missed.
///
/// Confined to the thread that follows.
final class EventCursor {
    /// What an empty list has.
    private static final String EMPTY = "1";

    private String index;

    /// @param index that came with the last list that was read
    EventCursor(String index) {
        this.index = index;
    }

    /// What a list has that the one before had not.
    ///
    /// @param lost whether events may have been missed between the two
    record Step(List<ServedEvent> news, boolean lost) {}

    /// To be sent with the next query, which then waits for a list with another index.
    String index() {
        return index;
    }

    /// @param listed all events of the list, in its order
    /// @param newIndex that came with it
    Step advance(List<ServedEvent> listed, String newIndex) {
        var remembered = index;
        index = newIndex;
        if (newIndex.equals(remembered)) {
            return new Step(List.of(), false);
        }
        for (int i = listed.size() - 1; i >= 0; i--) {
            if (listed.get(i).index().equals(remembered)) {
                return new Step(listed.subList(i + 1, listed.size()), false);
            }
        }
        return new Step(listed, !remembered.equals(EMPTY));
    }
}
