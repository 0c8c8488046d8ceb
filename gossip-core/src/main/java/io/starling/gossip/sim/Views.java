package io.starling.gossip.sim;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.Gauge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What nodes believe, held against what is the case.
final class Views {
    private Views() {}

    /// Whether each of `live` sees exactly `live` as alive, where they are and as they started
    /// last.
    static boolean agree(List<SimNode> live) {
        for (var node : live) {
            // A glance at the gauge spares most looks at the table.
            if (node.host().observer().value(Gauge.MEMBERS_ALIVE) != live.size()) {
                return false;
            }
        }
        return disagreement(live).isEmpty();
    }

    /// One sentence on a view that is wrong; empty if all are right.
    static String disagreement(List<SimNode> live) {
        var expected = new HashMap<NodeId, SimNode>();
        for (var node : live) {
            node.run().ifPresent(run -> expected.put(run.id(), node));
        }
        for (var node : live) {
            var wrong = disagreement(node, expected);
            if (!wrong.isEmpty()) {
                return node.name() + wrong;
            }
        }
        return "";
    }

    private static String disagreement(SimNode node, Map<NodeId, SimNode> expected) {
        int alive = 0;
        for (var member : node.run().orElseThrow().handle().members()) {
            if (!member.status().takesPart()) {
                continue;
            }
            var known = expected.get(member.id());
            if (known == null) {
                return " sees %s, which is gone".formatted(print(member));
            }
            if (member.status() != Status.ALIVE
                    || !member.boot().equals(known.run().orElseThrow().boot())
                    || !member.endpoint().equals(known.host().endpoint())) {
                return " sees %s instead of %s".formatted(print(member), known.run().orElseThrow());
            }
            alive++;
        }
        return alive == expected.size()
                ? ""
                : " sees %d of %d members alive".formatted(alive, expected.size());
    }

    private static String print(Member member) {
        return "%s %s at %s, boot %s, incarnation %s"
                .formatted(
                        member.status(),
                        member.name(),
                        member.endpoint(),
                        member.boot(),
                        member.incarnation());
    }
}
