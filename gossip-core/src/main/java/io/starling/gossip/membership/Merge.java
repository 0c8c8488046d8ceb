package io.starling.gossip.membership;

import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;

import java.util.Optional;

/// What a claim did to the table.
public sealed interface Merge {

    /// @param before empty if the claim introduced the member
    record Changed(Optional<Member> before, Member now) implements Merge {}

    /// Someone doubts this node at `incarnation`, or speaks for it: refute.
    record Accused(Incarnation incarnation) implements Merge {}

    /// Older than what is known, or about nobody that is known.
    record Stale() implements Merge {}

    /// Not to be added.
    ///
    /// @param reason for people
    record Refused(Refusal reason) implements Merge {}

    enum Refusal {
        /// The table is full.
        TABLE_FULL,
        /// The member was reaped, and this claim is not newer than its tombstone.
        REAPED
    }
}
