package io.starling.gossip.event;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.UserEvent;

import java.time.Duration;
import java.util.List;

/// Wrong order, for the planted bugs.
final class PlantedOrder {
    private PlantedOrder() {}

    /// Whatever comes is handed out at once.
    static List<Delivery> neverWaits(
            Sequencer sequencer, UserEvent event, long doneBefore, long doneAfter, long nowNanos) {
        return List.of(new Delivery.Event(event, false, Duration.ZERO));
    }
}
