package io.starling.gossip.node;

import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Storage.Written;
import io.starling.gossip.store.IdentityRecord;
import io.starling.gossip.store.RecordLog;
import io.starling.gossip.store.SavedState;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The files of a node's memory: one write at a time, and none too often while the disk fails.
///
/// Confined to the node's loop.
final class MemoryFiles {
    /// When the log is written anew: at so many times what it began with, within these bounds.
    private static final int LOG_FACTOR = 4;

    private static final int LOG_BYTES_MIN = 64 * 1024;

    /// A batch still fits what is read.
    private static final int LOG_BYTES_MAX = RecordLog.FILE_BYTES_MAX - 512 * 1024;

    /// A write that takes so long has not failed, but is as good as failed.
    private static final Duration STUCK = Duration.ofSeconds(30);

    private final NodeRuntime runtime;
    private final DiskTrouble trouble;
    private int logBytes;
    private int logBytesMax = LOG_BYTES_MIN;
    private boolean writing;
    private boolean imaging;
    private boolean closed;
    private long sinceNanos;

    /// @param logBytes of the log as it lies on disk
    MemoryFiles(String node, NodeRuntime runtime, int logBytes) {
        this.runtime = runtime;
        this.trouble = new DiskTrouble(node, runtime);
        this.logBytes = logBytes;
    }

    /// Whether nothing is under way, and it is time for a try.
    boolean isReady() {
        return !writing && trouble.mayTry();
    }

    /// Whether the log is several times larger than what it says.
    boolean isOvergrown() {
        return logBytes > logBytesMax;
    }

    /// Whether what is appended now would come before a log that does not know of it.
    boolean isImaging() {
        return imaging;
    }

    void check() {
        if (writing && now() - sinceNanos > STUCK.toNanos()) {
            trouble.onFailure("the disk has not answered for %s s".formatted(STUCK.toSeconds()));
            sinceNanos = now();
        }
        trouble.publish();
    }

    void onKept() {
        trouble.onKept();
    }

    /// Nothing is told of writes that end after this.
    void close() {
        closed = true;
    }

    /// @param onEnd hears whether it is on disk
    void replaceIdentity(IdentityRecord identity, Consumer<Boolean> onEnd) {
        begin();
        runtime.storage()
                .replace(IdentityRecord.FILE, identity.encode(), outcome -> end(outcome, onEnd));
    }

    /// @param onEnd hears whether it is on disk
    void append(byte[] records, Consumer<Boolean> onEnd) {
        begin();
        runtime.storage()
                .append(
                        SavedState.FILE,
                        records,
                        outcome -> {
                            logBytes += records.length;
                            end(outcome, onEnd);
                        });
    }

    /// Away from the loop, because the whole may be large.
    ///
    /// @param image pure
    /// @param onEnd hears whether it is on disk
    void replaceLog(Supplier<byte[]> image, Consumer<Boolean> onEnd) {
        begin();
        imaging = true;
        runtime.offload()
                .compute(
                        image,
                        log -> {
                            imaging = false;
                            if (!closed) {
                                replaceLog(log, onEnd);
                            }
                        });
    }

    private void replaceLog(byte[] log, Consumer<Boolean> onEnd) {
        runtime.storage()
                .replace(
                        SavedState.FILE,
                        log,
                        outcome -> {
                            logBytes = log.length;
                            logBytesMax =
                                    Math.clamp(
                                            (long) LOG_FACTOR * log.length,
                                            LOG_BYTES_MIN,
                                            LOG_BYTES_MAX);
                            end(outcome, onEnd);
                        });
    }

    private void begin() {
        writing = true;
        sinceNanos = now();
    }

    private void end(Written outcome, Consumer<Boolean> onEnd) {
        writing = false;
        if (closed) {
            return;
        }
        if (outcome instanceof Written.Failed(var reason)) {
            trouble.onFailure(reason);
        }
        onEnd.accept(outcome instanceof Written.Done);
    }

    private long now() {
        return runtime.clock().nanoTime();
    }
}
