package io.starling.gossip.netty;

import io.starling.gossip.runtime.Storage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Storage in a data directory.
///
/// One daemon thread writes, in the order of the calls. Appends to one file that wait together are
/// written and forced to disk together, so that a storm of small appends costs few disk flushes;
/// they then succeed or fail together.
///
/// At most [#WRITES_MAX] writes and [#WRITE_BYTES_MAX] bytes wait; beyond, a write fails at once
/// and nothing was written. A failed write leaves the storage usable: a disk that has room again
/// is enough.
///
/// Confined to the loop, but for the writing itself and for `read`.
final class FileStorage implements Storage, AutoCloseable {
    static final int WRITES_MAX = 1_024;
    static final long WRITE_BYTES_MAX = 64L << 20;

    private static final Logger log = LoggerFactory.getLogger(FileStorage.class);

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private sealed interface Write {
        String file();

        byte[] bytes();

        Consumer<Written> done();

        record Append(String file, byte[] bytes, Consumer<Written> done) implements Write {}

        record Replace(String file, byte[] bytes, Consumer<Written> done) implements Write {}
    }

    @FunctionalInterface
    private interface DiskWork {
        void run() throws IOException;
    }

    private final DataDirectory directory;
    private final EventLoopScheduler scheduler;
    private final ThreadPoolExecutor writer = WorkerThreads.pool("starling-storage", 1);
    private final Queue<Write> queued = new ConcurrentLinkedQueue<>();

    // The loop's own count of what has not been answered.
    private int pendingWrites;
    private long pendingBytes;
    private boolean closed;

    FileStorage(DataDirectory directory, EventLoopScheduler scheduler) {
        this.directory = directory;
        this.scheduler = scheduler;
    }

    @Override
    public Read read(String file) {
        DataDirectory.requireFileName(file);
        try {
            return new Read.Contents(directory.read(file));
        } catch (IOException failure) {
            return new Read.Failed(reason("read", file, failure));
        }
    }

    @Override
    public void append(String file, byte[] bytes, Consumer<Written> done) {
        submit(new Write.Append(DataDirectory.requireFileName(file), bytes, done));
    }

    @Override
    public void replace(String file, byte[] bytes, Consumer<Written> done) {
        submit(new Write.Replace(DataDirectory.requireFileName(file), bytes, done));
    }

    /// Takes no more writes; what waits is still written, then the directory is unlocked. Does not
    /// block.
    @Override
    public void close() {
        assert scheduler.inLoop();
        if (!closed) {
            closed = true;
            writer.execute(directory::close);
            writer.shutdown();
        }
    }

    /// Blocks until what was asked for before `close` is on disk, at most `patience`: a dead disk
    /// must not keep the process from ending.
    void awaitFlushed(Duration patience) {
        boolean flushed = false;
        try {
            flushed = writer.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!flushed) {
            log.warn(
                    "{}: gave up after {}, {} writes or more are not on disk",
                    directory.path(),
                    patience,
                    queued.size());
        }
    }

    private void submit(Write write) {
        assert scheduler.inLoop();
        var refusal = refusal(write);
        if (!refusal.isEmpty()) {
            scheduler.execute(() -> write.done().accept(new Written.Failed(refusal)));
            return;
        }
        pendingWrites++;
        pendingBytes += write.bytes().length;
        queued.add(write);
        writer.execute(this::writeNext);
    }

    private String refusal(Write write) {
        if (closed) {
            return "cannot write %s: the storage is closed".formatted(path(write.file()));
        }
        if (pendingWrites >= WRITES_MAX || pendingBytes + write.bytes().length > WRITE_BYTES_MAX) {
            return "cannot write %s: %d writes with %d bytes wait for the disk already, the limits are %d and %d; is it slow or stuck?"
                    .formatted(
                            path(write.file()),
                            pendingWrites,
                            pendingBytes,
                            WRITES_MAX,
                            WRITE_BYTES_MAX);
        }
        return "";
    }

    /// On the writer's thread. Called once a write; finds nothing if an earlier call took it along.
    private void writeNext() {
        switch (queued.poll()) {
            case Write.Append append -> {
                var together = withFollowers(append);
                var pieces = together.stream().map(Write::bytes).toList();
                var written =
                        attempt("append to", append, () -> directory.append(append.file(), pieces));
                settle(together, written);
            }
            case Write.Replace replace -> {
                var written =
                        attempt(
                                "replace",
                                replace,
                                () -> directory.replace(replace.file(), replace.bytes()));
                settle(List.of(replace), written);
            }
            case null -> {}
        }
    }

    private List<Write> withFollowers(Write.Append first) {
        var together = new ArrayList<Write>();
        together.add(first);
        while (queued.peek() instanceof Write.Append next && next.file().equals(first.file())) {
            together.add(next);
            queued.remove();
        }
        return together;
    }

    private Written attempt(String verb, Write write, DiskWork work) {
        try {
            work.run();
            return new Written.Done();
        } catch (IOException failure) {
            return new Written.Failed(reason(verb, write.file(), failure));
        } catch (RuntimeException unforeseen) {
            // Whoever waits for this write must hear of it, whatever happened.
            log.error("cannot {} {}", verb, path(write.file()), unforeseen);
            return new Written.Failed(
                    "cannot %s %s: %s".formatted(verb, path(write.file()), unforeseen));
        }
    }

    private void settle(List<Write> writes, Written outcome) {
        for (var write : writes) {
            scheduler.execute(
                    () -> {
                        pendingWrites--;
                        pendingBytes -= write.bytes().length;
                        write.done().accept(outcome);
                    });
        }
    }

    private String reason(String verb, String file, IOException failure) {
        return "cannot %s %s: %s"
                .formatted(verb, path(file), StorageReason.of(directory.path(), failure));
    }

    private String path(String file) {
        return directory.path().resolve(file).toString();
    }
}
