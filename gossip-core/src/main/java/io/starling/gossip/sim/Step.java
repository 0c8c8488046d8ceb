package io.starling.gossip.sim;

/// Something that happens in the world at its time.
@FunctionalInterface
interface Step {
    void happen();
}
