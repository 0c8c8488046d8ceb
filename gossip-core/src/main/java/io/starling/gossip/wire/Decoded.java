package io.starling.gossip.wire;

import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.Part;

import java.util.List;

/// What a datagram turned out to be.
public sealed interface Decoded {

    /// @param parts in the order of the datagram, without the copies of known events and without
    ///     parts of kinds that this release does not know
    /// @param duplicates how many copies of known events there were, besides those in `again`
    /// @param again hand-overs of events that are known: only what is to be done with them was read
    record Packet(List<Part> parts, int duplicates, List<Again> again) implements Decoded {}

    /// A known event is handed over once more.
    record Again(EventKey event, HandOver over) {}

    /// Nothing of it is to be applied.
    ///
    /// @param reason for people; names the value and the limit
    record Malformed(String reason) implements Decoded {}

    /// Well-formed, but of another cluster, datacenter or pool.
    ///
    /// @param reason for people; names both sides, and what to change
    record Foreign(String reason) implements Decoded {}
}
