package io.starling.gossip.node;

import java.util.List;

/// Wrong telling, for the planted bugs.
final class PlantedGossip {
    private PlantedGossip() {}

    /// There is never anything to tell.
    static List<byte[]> nothing(Gossip gossip, int bytesMax) {
        return List.of();
    }
}
