package io.starling.gossip.node;

import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Storage;
import io.starling.gossip.store.IdentityRecord;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/// Who this node is, from its storage: the id it always had, and a boot that comes after all former
/// ones.
final class Identities {
    private static final Logger log = LoggerFactory.getLogger(Identities.class);

    private Identities() {}

    record Identified(NodeId id, OriginBoot boot) {}

    /// Reads the identity, or draws a new one, and asks for it to be written. A disk that does not
    /// take it stops nothing: the boot is ordered by the wall clock then.
    ///
    /// Called before the loop starts; may block.
    static Identified open(NodeRuntime runtime) {
        var former = read(runtime);
        var id = former.map(IdentityRecord::id).orElseGet(() -> NodeId.random(runtime.random()));
        long startMillis = runtime.clock().wallMicros() / 1_000;
        long ordinal =
                former.map(record -> Math.max(record.bootOrdinal() + 1, startMillis))
                        .orElse(startMillis);
        var record = new IdentityRecord(id, ordinal).encode();
        // Writing is the loop's: this may run on any thread.
        runtime.scheduler()
                .execute(
                        () ->
                                runtime.storage()
                                        .replace(
                                                IdentityRecord.FILE,
                                                record,
                                                written -> report(runtime, written)));
        return new Identified(id, new OriginBoot(ordinal, runtime.random().nextLong()));
    }

    private static void report(NodeRuntime runtime, Storage.Written written) {
        if (written instanceof Storage.Written.Failed(var reason)) {
            runtime.observer().count(Counter.STORAGE_FAILURES);
            log.warn(
                    "the node's identity could not be kept: {}; after a restart it may be another"
                            + " node",
                    reason);
        }
    }

    private static Optional<IdentityRecord> read(NodeRuntime runtime) {
        return switch (runtime.storage().read(IdentityRecord.FILE)) {
            case Storage.Read.Contents(var bytes) -> {
                var record = IdentityRecord.decode(bytes);
                if (record.isEmpty() && bytes.length > 0) {
                    log.warn("the node's identity is damaged, it becomes a new node");
                }
                yield record;
            }
            case Storage.Read.Failed(var reason) -> {
                runtime.observer().count(Counter.STORAGE_FAILURES);
                log.warn(
                        "the node's identity could not be read: {}; it becomes a new node", reason);
                yield Optional.empty();
            }
        };
    }
}
