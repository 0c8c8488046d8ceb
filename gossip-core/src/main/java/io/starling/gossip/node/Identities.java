package io.starling.gossip.node;

import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Storage;
import io.starling.gossip.store.IdentityRecord;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who this node is, from its storage: the id it always had, and a boot that comes after all former
/// ones. The [Notebook] writes it down.
final class Identities {
    private static final Logger log = LoggerFactory.getLogger(Identities.class);

    private Identities() {}

    /// @param toBeWritten false for a makeshift: the true identity cannot be read now, and must
    ///     not be written over
    record Identified(NodeId id, OriginBoot boot, boolean toBeWritten) {}

    private sealed interface Former {
        record Found(IdentityRecord record) implements Former {}

        record None() implements Former {}

        record Unreadable() implements Former {}
    }

    /// Reads the identity, or draws a new one. A disk that fails stops nothing: the boot is ordered
    /// by the wall clock then.
    ///
    /// Called before the loop starts; may block.
    static Identified open(NodeRuntime runtime) {
        long startMillis = runtime.clock().wallMicros() / 1_000;
        return switch (read(runtime)) {
            case Former.Found(var record) ->
                    identified(
                            runtime, record.id(), later(record.bootOrdinal(), startMillis), true);
            case Former.None() ->
                    identified(runtime, NodeId.random(runtime.random()), startMillis, true);
            case Former.Unreadable() ->
                    identified(runtime, NodeId.random(runtime.random()), startMillis, false);
        };
    }

    private static Identified identified(
            NodeRuntime runtime, NodeId id, long ordinal, boolean toBeWritten) {
        return new Identified(
                id, new OriginBoot(ordinal, runtime.random().nextLong()), toBeWritten);
    }

    /// The larger of the two, unsigned: one more than the former ordinal, and the start time. At
    /// the end of the range it stands still rather than start again at zero.
    private static long later(long former, long startMillis) {
        long next = former == -1L ? former : former + 1;
        return Long.compareUnsigned(next, startMillis) > 0 ? next : startMillis;
    }

    private static Former read(NodeRuntime runtime) {
        return switch (runtime.storage().read(IdentityRecord.FILE)) {
            case Storage.Read.Contents(var bytes) -> {
                var record = IdentityRecord.decode(bytes);
                if (record.isEmpty() && bytes.length > 0) {
                    log.warn("the node's identity is damaged, it becomes a new node");
                }
                yield record.<Former>map(Former.Found::new).orElseGet(Former.None::new);
            }
            case Storage.Read.Failed(var reason) -> {
                runtime.observer().count(Counter.STORAGE_FAILURES);
                log.warn(
                        "the node's identity could not be read: {}; it runs as a new node until it"
                                + " is started with a file that can be read",
                        reason);
                yield new Former.Unreadable();
            }
        };
    }
}
