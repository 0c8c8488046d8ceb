package io.starling.gossip.model;

/// A change of the member table.
public sealed interface MembershipEvent {
    Member member();

    /// New, or back.
    record Joined(Member member) implements MembershipEvent {}

    /// Moved to another address or changed its tags.
    record Updated(Member before, Member member) implements MembershipEvent {}

    record Suspected(Member member, NodeId accuser) implements MembershipEvent {}

    /// A suspect that turned out to live.
    record Refuted(Member member) implements MembershipEvent {}

    record Failed(Member member, NodeId accuser) implements MembershipEvent {}

    record Left(Member member) implements MembershipEvent {}

    /// Forgotten: gone for longer than is remembered.
    record Reaped(Member member) implements MembershipEvent {}
}
