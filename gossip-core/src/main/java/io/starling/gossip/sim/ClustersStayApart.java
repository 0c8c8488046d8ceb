package io.starling.gossip.sim;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.NodeId;

/// Nothing of another cluster is seen here, neither a member nor an event.
public final class ClustersStayApart implements Invariant {

    @Override
    public void onMembership(SimCluster cluster, NodeRun at, MembershipEvent event) {
        var member = event.member();
        requireOwn(cluster, at, member.id(), member.name() + " as a member");
    }

    @Override
    public void onDelivery(SimCluster cluster, NodeRun at, Delivery delivery) {
        // An event that was fired here but names another origin is damaged, not foreign.
        if (delivery instanceof Delivery.Event(var event, _, _)
                && cluster.ledger().find(event.key()).isEmpty()) {
            requireOwn(cluster, at, event.origin(), "event " + event);
        }
    }

    @Override
    public void onTick(SimCluster cluster) {
        for (var node : cluster.live()) {
            node.run()
                    .ifPresent(
                            run ->
                                    run.handle()
                                            .members()
                                            .forEach(
                                                    member ->
                                                            requireOwn(
                                                                    cluster,
                                                                    run,
                                                                    member.id(),
                                                                    member.name()
                                                                            + " in its table")));
        }
    }

    private void requireOwn(SimCluster cluster, NodeRun at, NodeId id, String what) {
        if (cluster.runsOf(id).isEmpty()) {
            cluster.broken(
                    this,
                    at.node().name(),
                    "has %s, which %s never had".formatted(what, cluster.pool()));
        }
    }
}
