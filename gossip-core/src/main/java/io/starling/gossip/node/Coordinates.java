package io.starling.gossip.node;

import io.starling.gossip.coordinate.NetworkMap;
import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Coordinate;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;

import java.util.Map;

/// This node's network coordinate, and the last one heard of each member of the table.
///
/// Confined to the node's loop.
final class Coordinates {
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final NetworkMap map = new NetworkMap();

    Coordinates(NodeRuntime runtime, MemberTable table) {
        this.runtime = runtime;
        this.table = table;
    }

    Coordinate own() {
        return map.own();
    }

    Map<NodeId, Coordinate> members() {
        return map.members();
    }

    long measurements() {
        return map.measurements();
    }

    /// A member answered a probe directly.
    ///
    /// @param roundTripNanos from the ping to its ack
    void measured(NodeId member, Coordinate theirs, long roundTripNanos) {
        if (table.get(member).isEmpty()) {
            // Reaped while the probe was under way.
            return;
        }
        if (!map.measured(member, theirs, roundTripNanos, runtime.random())) {
            runtime.observer().count(Counter.COORDINATES_REFUSED);
        }
    }

    void forget(NodeId member) {
        map.forget(member);
    }
}
