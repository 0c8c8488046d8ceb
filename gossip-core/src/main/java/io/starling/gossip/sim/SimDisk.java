package io.starling.gossip.sim;

import io.starling.gossip.runtime.Storage;
import io.starling.gossip.sim.Fault.DiskFate;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The disk of one host. It outlives the processes, can be full or broken, and a crash may tear
/// what was not yet written. A host can also be without one; then nothing is kept.
public final class SimDisk implements Storage {
    private static final long CAPACITY_BYTES = 64L << 20;
    private static final int WRITE_NANOS_MAX = 2_000_000;

    private enum State {
        HEALTHY,
        FULL,
        BROKEN,
        NONE
    }

    /// @param replaces whether it takes the place of the file
    private record Write(String file, byte[] bytes, boolean replaces) {}

    private final SimHost host;
    private final SplittableRandom random;
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    /// Where the next append starts, for files that end with the remains of a failed one.
    private final TreeMap<String, Integer> ends = new TreeMap<>();
    private final Deque<Write> unsynced = new ArrayDeque<>(1);
    private long lastDoneAt;
    private State state = State.HEALTHY;

    SimDisk(SimHost host, SplittableRandom random) {
        this.host = host;
        this.random = random;
    }

    @Override
    public boolean isDurable() {
        return state != State.NONE;
    }

    @Override
    public Read read(String file) {
        return state == State.BROKEN
                ? new Read.Failed(file + ": input/output error")
                : new Read.Contents(files.getOrDefault(file, new byte[0]).clone());
    }

    @Override
    public void append(String file, byte[] bytes, Consumer<Written> done) {
        write(new Write(file, bytes.clone(), false), done);
    }

    @Override
    public void replace(String file, byte[] bytes, Consumer<Written> done) {
        write(new Write(file, bytes.clone(), true), done);
    }

    /// Writes fail for want of space until [#heal].
    public void fill() {
        become(State.FULL);
    }

    /// Reads and writes fail until [#heal].
    public void breakDown() {
        become(State.BROKEN);
    }

    public void heal() {
        become(State.HEALTHY);
    }

    /// The host has no disk, for good.
    void remove() {
        files.clear();
        state = State.NONE;
    }

    private void become(State other) {
        state = state == State.NONE ? state : other;
    }

    public boolean isHealthy() {
        return state == State.HEALTHY || state == State.NONE;
    }

    private void write(Write write, Consumer<Written> done) {
        var process = host.process();
        if (process == null) {
            return;
        }
        unsynced.add(write);
        long now = host.world().nanos();
        lastDoneAt = Math.max(lastDoneAt, now) + random.nextInt(WRITE_NANOS_MAX);
        host.world()
                .schedule(
                        lastDoneAt,
                        () -> {
                            // A crash in between has settled what became of it.
                            if (unsynced.remove(write)) {
                                var written = perform(write);
                                process.execute(() -> done.accept(written));
                            }
                        });
    }

    private Written perform(Write write) {
        return switch (state) {
            case FULL -> {
                leaveRemains(write);
                yield new Written.Failed(write.file() + ": no space left on device");
            }
            case BROKEN -> new Written.Failed(write.file() + ": input/output error");
            case NONE -> new Written.Done();
            case HEALTHY -> {
                if (size() + write.bytes().length > CAPACITY_BYTES) {
                    yield new Written.Failed(
                            "%s: no space left on device, %d bytes"
                                    .formatted(write.file(), CAPACITY_BYTES));
                }
                put(write, write.bytes().length);
                yield new Written.Done();
            }
        };
    }

    private void leaveRemains(Write write) {
        if (!write.replaces()) {
            int end = contents(write.file()).length;
            put(write, random.nextInt(write.bytes().length + 1));
            ends.put(write.file(), end);
        }
    }

    /// The process ended, with or without the machine.
    void crash(DiskFate fate) {
        switch (fate) {
            case KEPT -> unsynced.forEach(this::perform);
            case TORN -> tear();
            case LOST -> files.clear();
        }
        unsynced.clear();
        ends.clear();
    }

    /// Some writes were done, one was cut short, the rest is gone.
    private void tear() {
        int whole = random.nextInt(unsynced.size() + 1);
        for (int i = 0; i < whole; i++) {
            perform(unsynced.remove());
        }
        @Nullable Write torn = unsynced.poll();
        if (torn != null && !torn.replaces() && state == State.HEALTHY) {
            put(torn, random.nextInt(torn.bytes().length + 1));
        }
    }

    private void put(Write write, int length) {
        var before = write.replaces() ? new byte[0] : contents(write.file());
        ends.remove(write.file());
        var after = Arrays.copyOf(before, before.length + length);
        System.arraycopy(write.bytes(), 0, after, before.length, length);
        files.put(write.file(), after);
    }

    /// The file without the remains of a failed append.
    private byte[] contents(String file) {
        var bytes = files.getOrDefault(file, new byte[0]);
        return Arrays.copyOf(bytes, ends.getOrDefault(file, bytes.length));
    }

    private long size() {
        long bytes = 0;
        for (var file : files.values()) {
            bytes += file.length;
        }
        return bytes;
    }
}
