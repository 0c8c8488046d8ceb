package io.starling.gossip.sim;

import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.NodeId;

import java.util.HashMap;
import java.util.Map;

/// In the table of one run, a member's incarnation only grows, until the member is reaped.
public final class IncarnationsNeverGoBack implements Invariant {
    private final Map<NodeRun, Map<NodeId, Incarnation>> newest = new HashMap<>();

    @Override
    public void onMembership(SimCluster cluster, NodeRun at, MembershipEvent event) {
        check(cluster, at, event.member());
        if (event instanceof MembershipEvent.Reaped(var member)) {
            newestAt(at).remove(member.id());
        }
    }

    @Override
    public void onTick(SimCluster cluster) {
        for (var node : cluster.live()) {
            node.run()
                    .ifPresent(run -> run.handle().members().forEach(m -> check(cluster, run, m)));
        }
    }

    private void check(SimCluster cluster, NodeRun at, Member member) {
        var before = newestAt(at).put(member.id(), member.incarnation());
        if (before != null && member.incarnation().compareTo(before) < 0) {
            cluster.broken(
                    this,
                    at.node().name(),
                    "has %s at incarnation %s after %s"
                            .formatted(member.name(), member.incarnation(), before));
        }
    }

    private Map<NodeId, Incarnation> newestAt(NodeRun at) {
        return newest.computeIfAbsent(at, _ -> new HashMap<>());
    }
}
