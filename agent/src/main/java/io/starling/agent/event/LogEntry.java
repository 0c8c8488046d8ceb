package io.starling.agent.event;

import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.UserEvent;

/// What a reader of the log is told: what happened, and what it did not get.
public sealed interface LogEntry {
    /// An event that was meant for this agent.
    record Happened(UserEvent event) implements LogEntry {}

    /// Something is missing. Silence would look like "nothing happened".
    sealed interface Gap extends LogEntry {}

    /// Events that did not reach this node in time. They may still come.
    record Missing(EventRange range) implements Gap {}

    /// Events that came faster than the agent took them, and are gone.
    record Overrun(long events) implements Gap {}

    /// Entries that were no longer kept when the reader came to them. Of all names: which of them
    /// would have concerned the reader is not known any more.
    record Evicted(long entries) implements Gap {}

    /// The reader's cursor is of another run of the agent, or of another agent; what happened in
    /// between is not known here.
    record Elsewhere() implements Gap {}
}
