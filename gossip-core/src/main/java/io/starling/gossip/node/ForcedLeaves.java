package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Member;

import java.util.List;
import java.util.Optional;

/// Says goodbye for members that failed and will not come back, on the word of an operator.
///
/// Only for those that are gone: a living member would refute, and look like one that flaps.
///
/// Confined to the node's loop.
final class ForcedLeaves {
    private final MemberTable table;
    private final Membership membership;

    ForcedLeaves(MemberTable table, Membership membership) {
        this.table = table;
        this.membership = membership;
    }

    /// @param node a name, or an id as text
    /// @param prune whether everyone is to forget it at once
    ForceLeaveResult declare(String node, boolean prune) {
        var named =
                table.snapshot().stream()
                        .filter(row -> row.name().equals(node) || row.id().toString().equals(node))
                        .toList();
        var gone = named.stream().filter(row -> !row.status().takesPart()).toList();
        if (gone.isEmpty()) {
            return named.isEmpty()
                    ? new ForceLeaveResult.Unknown(node)
                    : new ForceLeaveResult.Refused(refusal(named));
        }
        gone.forEach(row -> membership.hear(goodbyeFor(row, prune)));
        return new ForceLeaveResult.Declared(gone);
    }

    private Claim.Left goodbyeFor(Member gone, boolean prune) {
        return new Claim.Left(gone.id(), gone.incarnation(), Optional.of(table.self().id()), prune);
    }

    private String refusal(List<Member> living) {
        var member = living.getFirst();
        if (table.isSelf(member.id())) {
            return "%s is this node itself: let it leave".formatted(member.name());
        }
        return switch (member.status()) {
            case SUSPECT ->
                    "%s is silent but not found failed yet, wait until it is shown as failed"
                            .formatted(member.name());
            case ALIVE, LEFT, DEAD ->
                    "%s is alive at %s and would refute that it left: let it leave there"
                            .formatted(member.name(), member.endpoint());
        };
    }
}
