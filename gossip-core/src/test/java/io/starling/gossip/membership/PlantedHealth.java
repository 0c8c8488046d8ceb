package io.starling.gossip.membership;

import java.time.Duration;

/// Wrong patience, for the planted bugs.
final class PlantedHealth {
    private PlantedHealth() {}

    /// A node in bad health waits without end.
    static Duration endless(LocalHealth health, Duration base) {
        return health.score() == 0 ? base : base.multipliedBy(100_000);
    }
}
