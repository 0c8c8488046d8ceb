package io.starling.gossip.wire;

import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.OriginBoot;

/// What a frame of a stream turned out to be.
public sealed interface DecodedExchange {

    /// @param sender the boot that the header names
    record Message(OriginBoot sender, Exchange exchange) implements DecodedExchange {}

    /// @param reason for people; names the value and the limit
    record Malformed(String reason) implements DecodedExchange {}

    /// Well-formed, but of another cluster, datacenter or pool.
    ///
    /// @param reason for people; names both sides, and what to change
    record Foreign(String reason) implements DecodedExchange {}
}
