package io.starling.gossip.model;

import java.util.List;
import java.util.Optional;

/// A page of what a node knows, for anti-entropy (Demers §1.3).
///
/// @param time the sender's Lamport clock
/// @param members rows in the order of their ids
/// @param next the id of the last row when more follow, to be asked for with it
/// @param events what the sender has of each origin boot that it still keeps; on the first page
///     only
public record StatePage(
        LamportTime time,
        List<Member> members,
        Optional<NodeId> next,
        List<EventProgress> events) {}
