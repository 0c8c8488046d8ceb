package io.starling.gossip.retention;

import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.retention.GapPull.Ask;

import java.util.List;

/// Wrong memories, for the planted bugs.
final class PlantedRetention {
    private PlantedRetention() {}

    /// The base moves over gaps, up to whatever exists.
    static long baseOverGaps(SeenState seen, OriginBoot boot) {
        return seen.proven(boot);
    }

    /// Nobody is asked for what is missing.
    static List<Ask> neverAsks(PullRound round) {
        return List.of();
    }
}
