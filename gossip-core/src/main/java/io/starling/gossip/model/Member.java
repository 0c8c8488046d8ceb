package io.starling.gossip.model;

/// One row of the member table: a node as the table sees it.
///
/// @param boot the run of the node that last announced itself
/// @param incarnation the newest that was heard, from the member itself or from an accuser
public record Member(
        NodeId id,
        String name,
        Endpoint endpoint,
        OriginBoot boot,
        Incarnation incarnation,
        Status status,
        ProtocolRange protocol,
        Tags tags) {

    public static Member of(Claim.Alive claim) {
        return new Member(
                claim.subject(),
                claim.name(),
                claim.endpoint(),
                claim.boot(),
                claim.incarnation(),
                Status.ALIVE,
                claim.protocol(),
                claim.tags());
    }

    public Member with(Status status, Incarnation incarnation) {
        return new Member(id, name, endpoint, boot, incarnation, status, protocol, tags);
    }

    /// What this member would say of itself at the incarnation that is known.
    public Claim.Alive alive() {
        return new Claim.Alive(id, incarnation, name, endpoint, boot, protocol, tags);
    }
}
