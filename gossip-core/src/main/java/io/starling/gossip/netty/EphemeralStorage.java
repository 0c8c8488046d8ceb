package io.starling.gossip.netty;

import io.starling.gossip.runtime.Scheduler;
import io.starling.gossip.runtime.Storage;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Storage of a node without a data directory: in memory, gone with the process.
///
/// At most [#FILES_MAX] files and [#BYTES_MAX] bytes together; what would pass a limit fails and
/// changes nothing. Writes are confined to the loop, reads come before it starts.
final class EphemeralStorage implements Storage {
    static final int FILES_MAX = 64;
    static final long BYTES_MAX = 64L << 20;

    private final Scheduler scheduler;
    private final Map<String, byte[]> files = new HashMap<>();

    EphemeralStorage(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public boolean isDurable() {
        return false;
    }

    @Override
    public Read read(String file) {
        return new Read.Contents(contents(DataDirectory.requireFileName(file)).clone());
    }

    @Override
    public void append(String file, byte[] bytes, Consumer<Written> done) {
        var before = contents(DataDirectory.requireFileName(file));
        var after = Arrays.copyOf(before, Math.addExact(before.length, bytes.length));
        System.arraycopy(bytes, 0, after, before.length, bytes.length);
        write(file, after, done);
    }

    @Override
    public void replace(String file, byte[] bytes, Consumer<Written> done) {
        write(DataDirectory.requireFileName(file), bytes.clone(), done);
    }

    private void write(String file, byte[] after, Consumer<Written> done) {
        assert scheduler.inLoop();
        var outcome = put(file, after);
        scheduler.execute(() -> done.accept(outcome));
    }

    private Written put(String file, byte[] after) {
        if (!files.containsKey(file) && files.size() >= FILES_MAX) {
            return new Written.Failed(
                    "cannot keep \"%s\" in memory: there are %d files already"
                            .formatted(file, FILES_MAX));
        }
        long others = 0;
        for (var entry : files.entrySet()) {
            others += entry.getKey().equals(file) ? 0 : entry.getValue().length;
        }
        if (others + after.length > BYTES_MAX) {
            return new Written.Failed(
                    "cannot keep \"%s\" in memory: %d bytes would pass the limit of %d; use a data directory"
                            .formatted(file, others + after.length, BYTES_MAX));
        }
        files.put(file, after);
        return new Written.Done();
    }

    private byte[] contents(String file) {
        return files.getOrDefault(file, new byte[0]);
    }
}
