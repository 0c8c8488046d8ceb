package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Members that take part, drawn from the table. Confined to the node's loop.
final class TablePeers implements Peers {
    private final MemberTable table;
    private final RandomGenerator random;

    TablePeers(MemberTable table, RandomGenerator random) {
        this.table = table;
        this.random = random;
    }

    @Override
    public List<Endpoint> sample(int count, List<Endpoint> except) {
        return table
                .sample(
                        count,
                        row -> row.status().takesPart() && !except.contains(row.endpoint()),
                        random)
                .stream()
                .map(Member::endpoint)
                .toList();
    }

    @Override
    public Optional<Endpoint> endpoint(NodeId member) {
        return table.get(member).map(Member::endpoint);
    }
}
