package io.starling.gossip.node;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Storage;
import io.starling.gossip.store.SavedState;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node remembers of its former runs at the moment it starts.
///
/// @param logBytes of the log as it lies on disk
/// @param sound whether the log can be added to; else it must be written anew
record Memory(Identities.Identified identity, SavedState state, int logBytes, boolean sound) {
    private static final Logger log = LoggerFactory.getLogger(Memory.class);

    /// Reads the identity and the log. What cannot be read is not remembered, and stops nothing.
    ///
    /// Called before the loop starts; may block.
    static Memory recall(NodeRuntime runtime) {
        var identity = Identities.open(runtime);
        return switch (runtime.storage().read(SavedState.FILE)) {
            case Storage.Read.Contents(var bytes) -> recover(identity, bytes, runtime);
            case Storage.Read.Failed(var reason) -> {
                runtime.observer().count(Counter.STORAGE_FAILURES);
                log.warn(
                        "what the node remembered could not be read: {}; it starts without, and"
                                + " needs somebody to join",
                        reason);
                yield new Memory(identity, SavedState.NONE, 0, false);
            }
        };
    }

    private static Memory recover(
            Identities.Identified identity, byte[] bytes, NodeRuntime runtime) {
        var recovered = SavedState.recover(bytes);
        recovered
                .damage()
                .ifPresent(
                        damage ->
                                log.warn(
                                        "{}: {} of {} bytes could be read: {}; the rest is lost,"
                                                + " as after a power failure",
                                        SavedState.FILE,
                                        recovered.goodBytes(),
                                        bytes.length,
                                        damage));
        if (recovered.dropped() > 0) {
            runtime.observer().count(Counter.STATE_RECORDS_DROPPED, recovered.dropped());
        }
        return new Memory(identity, recovered.state(), bytes.length, recovered.damage().isEmpty());
    }
}
