package io.starling.gossip.sim;

import io.starling.gossip.model.Delivery;

/// A node that starts gets no events that everyone had before it started, and so a restarted node
/// gets none twice.
///
/// What was fired shortly before, or in times of faults, may be news to those through whom it
/// joins, and then is news to it as well.
public final class NoHistoryForJoiners implements Invariant {
    @Override
    public void onDelivery(SimCluster cluster, NodeRun at, Delivery delivery) {
        if (delivery instanceof Delivery.Event(var event, _, _)) {
            cluster.ledger()
                    .find(event.key())
                    .filter(cluster::isWidelyHeld)
                    .filter(
                            fired ->
                                    cluster.calm()
                                            .has(
                                                    cluster.repairSeconds(),
                                                    fired.firedAt(),
                                                    at.startedAt()))
                    .ifPresent(
                            _ ->
                                    cluster.broken(
                                            this,
                                            at.node().name(),
                                            "handed out %s, which is from before it started"
                                                    .formatted(event)));
        }
    }
}
