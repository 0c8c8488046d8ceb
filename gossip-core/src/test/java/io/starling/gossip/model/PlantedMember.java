package io.starling.gossip.model;

/// A wrong row, for the planted bugs.
final class PlantedMember {
    private PlantedMember() {}

    /// Whoever doubts a member raises its incarnation, so that the doubt wins.
    static Member raises(Member member, Status status, Incarnation incarnation) {
        return new Member(
                member.id(),
                member.name(),
                member.endpoint(),
                member.boot(),
                status == Status.SUSPECT ? incarnation.next() : incarnation,
                status,
                member.protocol(),
                member.tags());
    }
}
