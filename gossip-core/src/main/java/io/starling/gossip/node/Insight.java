package io.starling.gossip.node;

import io.starling.gossip.membership.LocalHealth;
import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.runtime.NodeRuntime;

/// What a node learns of others by the way: how far they are, and why they were doubted.
///
/// Confined to the node's loop.
record Insight(Coordinates coordinates, CaseFiles caseFiles) {

    static Insight of(NodeRuntime runtime, MemberTable table, LocalHealth health) {
        return new Insight(new Coordinates(runtime, table), new CaseFiles(runtime.clock(), health));
    }

    NodeCoordinates places() {
        return new NodeCoordinates(
                coordinates.own(), coordinates.members(), coordinates.measurements());
    }
}
