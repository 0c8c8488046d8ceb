package io.starling.gossip.retention;

import io.starling.gossip.model.EventRange;

/// What another member's word about an origin means to this node.
public sealed interface Hearsay {

    /// @param missing exists, if the informant is right, and was not known to
    record News(EventRange missing) implements Hearsay {}

    record Known() implements Hearsay {}

    /// A bound on origins is reached; nothing is remembered of it.
    record OriginRefused() implements Hearsay {}
}
