package io.starling.agent.watch;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;

import java.util.List;
import java.util.function.Supplier;

/// What the nodes of the cluster are called. Thread-safe.
///
/// @param self this node
/// @param members as they are now
record NodeNames(String self, Supplier<List<Member>> members) {

    /// @return the id as text if no member has it
    String of(NodeId id) {
        return members.get().stream()
                .filter(member -> member.id().equals(id))
                .findAny()
                .map(Member::name)
                .orElseGet(id::toString);
    }
}
