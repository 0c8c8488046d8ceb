package io.starling.gossip.model;

import java.util.Optional;

/// What a node believes of a member, without what the member says of itself: enough to see where
/// two tables differ.
///
/// @param status empty if the member was reaped at that incarnation
public record Standing(NodeId id, Incarnation incarnation, Optional<Status> status) {

    public static Standing of(Member row) {
        return new Standing(row.id(), row.incarnation(), Optional.of(row.status()));
    }

    public static Standing reaped(NodeId id, Incarnation last) {
        return new Standing(id, last, Optional.empty());
    }
}
