package io.starling.gossip.node;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Member;

/// A wrong accusation, for the planted bugs.
final class PlantedAccusation {
    private PlantedAccusation() {}

    /// The accuser raises the incarnation of the accused.
    static void raises(Membership membership, Member target) {
        membership.hear(new Claim.Suspect(target.id(), target.incarnation().next(), target.id()));
    }
}
