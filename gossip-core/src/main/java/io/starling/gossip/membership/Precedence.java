package io.starling.gossip.membership;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Status;

/// Which claim beats what is known (SWIM §4.2).
///
/// Unlike the paper, where a death beats any incarnation, a claim older than what is known never
/// wins: else old news would kill a member that has just refuted or restarted. Unlike the paper, a
/// death is not final: the member itself returns with a higher incarnation.
///
/// Every claim that wins raises the pair of incarnation and status, where `ALIVE`, `SUSPECT`,
/// `DEAD` and `LEFT` follow each other. So tables end up the same in whatever order claims come,
/// and each has something to pass on only a bounded number of times for each incarnation.
final class Precedence {

    private Precedence() {}

    static boolean supersedes(Claim claim, Member known) {
        int order = claim.incarnation().compareTo(known.incarnation());
        return switch (claim) {
            case Claim.Alive _ -> order > 0;
            case Claim.Suspect _ -> known.status() == Status.ALIVE && order == 0;
            case Claim.Dead _ -> order > 0 || order == 0 && known.status().takesPart();
            // A failed member may be declared gone for good.
            case Claim.Left _ -> order > 0 || order == 0 && known.status() != Status.LEFT;
        };
    }
}
