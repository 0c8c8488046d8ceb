package io.starling.gossip.model;

/// Wrong counting, for the planted bugs.
final class PlantedIncarnation {
    private PlantedIncarnation() {}

    /// Whoever refutes says again what was doubted.
    static Incarnation nextIsTheSame(Incarnation incarnation) {
        return incarnation;
    }
}
