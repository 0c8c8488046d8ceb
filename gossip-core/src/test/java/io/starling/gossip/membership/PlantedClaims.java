package io.starling.gossip.membership;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Member;

/// Wrong rules for claims, for the planted bugs.
final class PlantedClaims {
    private PlantedClaims() {}

    /// Old news of life is believed.
    static boolean staleAliveWins(Claim claim, Member known) {
        return claim instanceof Claim.Alive
                || claim.incarnation().compareTo(known.incarnation()) >= 0;
    }

    /// Goodbyes are not believed.
    static boolean leftNeverWins(Claim claim, Member known) {
        int order = claim.incarnation().compareTo(known.incarnation());
        return switch (claim) {
            case Claim.Alive _ -> order > 0;
            case Claim.Suspect _, Claim.Dead _ -> known.status().takesPart() && order >= 0;
            case Claim.Left _ -> false;
        };
    }

    /// Nobody is accused of anything.
    static Merge neverAccused(MemberTable table, Claim claim) {
        return new Merge.Stale();
    }

    /// A node says goodbye and takes itself to live on.
    static Claim.Left leftButAlive(MemberTable table) {
        return new Claim.Left(table.self().id(), table.self().incarnation());
    }
}
