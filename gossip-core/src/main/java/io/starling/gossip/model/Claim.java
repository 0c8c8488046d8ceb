package io.starling.gossip.model;

import java.util.Optional;

/// What gossip says of a member (SWIM §4.2).
public sealed interface Claim extends Part {
    NodeId subject();

    Incarnation incarnation();

    /// Whether the member says it of itself, and nobody else of it.
    default boolean isOwn() {
        return switch (this) {
            case Alive _ -> true;
            case Suspect _, Dead _ -> false;
            case Left left -> left.declarer().isEmpty() && !left.prune();
        };
    }

    /// The member lives, says itself. The only claim that can introduce a member.
    record Alive(
            NodeId subject,
            Incarnation incarnation,
            String name,
            Endpoint endpoint,
            OriginBoot boot,
            ProtocolRange protocol,
            Tags tags)
            implements Claim {
        public Alive {
            Names.requireNodeName(name);
        }
    }

    /// `accuser` got no answer.
    record Suspect(NodeId subject, Incarnation incarnation, NodeId accuser) implements Claim {}

    /// `accuser` waited for a refutation in vain.
    record Dead(NodeId subject, Incarnation incarnation, NodeId accuser) implements Claim {}

    /// The member says goodbye, or somebody who knows that it will not come back says so for it.
    ///
    /// @param declarer who said so; empty if it was the member itself
    /// @param prune whether it is to be forgotten at once
    record Left(NodeId subject, Incarnation incarnation, Optional<NodeId> declarer, boolean prune)
            implements Claim {
        public Left(NodeId subject, Incarnation incarnation) {
            this(subject, incarnation, Optional.empty(), false);
        }
    }
}
