package io.starling.gossip.cast;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.Member;

import java.util.Optional;

/// One copy of an event to be sent, with what its receiver is to do.
///
/// @param members how many are known in `arc`
/// @param via of the arc that made this task
/// @param partner who is to see to the same arc
public record Task(
        Member target,
        Arc arc,
        int members,
        long cut,
        int via,
        Duty duty,
        Optional<Member> partner) {

    /// The first of the two was chosen first; a substitute is found for it alone.
    public boolean isFirstChoice() {
        return target.id().position() == cut;
    }
}
