package io.starling.gossip.sim;

/// Something that a process does on its loop, at once or when it is able to.
@FunctionalInterface
interface LoopTask {
    void runOnLoop();

    /// What it occupies in the receive buffer while it waits; 0 unless it came from the network.
    default int bufferBytes() {
        return 0;
    }
}
