package io.starling.gossip.sim;

import io.starling.gossip.model.Delivery;

/// Whatever is handed out was fired, and is what was fired.
public final class NothingIsInvented implements Invariant {

    @Override
    public boolean looksEverySecond() {
        return false;
    }

    @Override
    public void onDelivery(SimCluster cluster, NodeRun at, Delivery delivery) {
        if (!(delivery instanceof Delivery.Event(var event, _, _))) {
            return;
        }
        var fired = cluster.ledger().find(event.key());
        if (fired.isEmpty()) {
            cluster.broken(
                    this, at.node().name(), "handed out %s, which nobody fired".formatted(event));
        } else if (!fired.get().event().equals(event)) {
            cluster.broken(
                    this,
                    at.node().name(),
                    "handed out %s, but %s was fired".formatted(event, fired.get().event()));
        }
    }
}
