package io.starling.gossip.sim;

import io.starling.gossip.model.Delivery;

/// No run of a node hands out an event twice, late or not.
public final class EventsAreDeliveredOnce implements Invariant {

    @Override
    public boolean looksEverySecond() {
        return false;
    }

    @Override
    public void onDelivery(SimCluster cluster, NodeRun at, Delivery delivery) {
        if (delivery instanceof Delivery.Event(var event, _, _)) {
            cluster.ledger()
                    .find(event.key())
                    .filter(at::has)
                    .ifPresent(
                            _ ->
                                    cluster.broken(
                                            this,
                                            at.node().name(),
                                            "handed out %s twice".formatted(event)));
        }
    }
}
