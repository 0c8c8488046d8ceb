package io.starling.gossip.retention;

import io.starling.gossip.model.EventRange;

import java.util.Optional;

/// What an arriving event is to this node.
public sealed interface Sighting {

    /// First receipt; it is marked as seen now.
    ///
    /// @param doneBefore the origin's contiguous base before
    /// @param opened the sequences below it that are missing and were not known to exist before
    record New(long doneBefore, Optional<EventRange> opened) implements Sighting {}

    record Seen() implements Sighting {}

    /// From before this node joined.
    record Historic() implements Sighting {}

    /// Too far above the contiguous base; nothing is remembered of it.
    record BeyondWindow() implements Sighting {}

    /// A bound on origins is reached; nothing is remembered of it.
    record OriginRefused() implements Sighting {}
}
