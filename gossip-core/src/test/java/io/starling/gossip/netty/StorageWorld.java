package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Storage;
import io.starling.gossip.runtime.StorageContract;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A data directory and the loop of its node, without sockets.
final class StorageWorld implements StorageContract.Harness {
    private final NettyLoops loops = NettyLoops.create(1, "test-loop");
    private final EventLoopScheduler scheduler =
            new EventLoopScheduler(loops.next(), Observer.NONE);
    private final Path directory;
    private FileStorage storage;

    StorageWorld(Path directory) {
        this.directory = directory;
        storage = new FileStorage(DataDirectory.open(directory), scheduler);
    }

    @Override
    public FileStorage storage() {
        return storage;
    }

    @Override
    public FileStorage restart() {
        stop();
        storage = new FileStorage(DataDirectory.open(directory), scheduler);
        return storage;
    }

    @Override
    public void onLoop(Runnable action) {
        RealLoop.run(scheduler, action);
    }

    @Override
    public void runUntil(BooleanSupplier condition) {
        RealLoop.runUntil(scheduler, condition);
    }

    @Override
    public void close() {
        stop();
        loops.close();
    }

    Storage.Written append(String file, String text) {
        return write(done -> storage.append(file, bytes(text), done));
    }

    Storage.Written replace(String file, String text) {
        return write(done -> storage.replace(file, bytes(text), done));
    }

    String read(String file) {
        return switch (storage.read(file)) {
            case Storage.Read.Contents(var bytes) -> new String(bytes, StandardCharsets.UTF_8);
            case Storage.Read.Failed(var reason) -> throw new AssertionError(reason);
        };
    }

    /// @return why it failed
    static String failed(Storage.Written outcome) {
        return switch (outcome) {
            case Storage.Written.Done() -> throw new AssertionError("it was written");
            case Storage.Written.Failed(var reason) -> reason;
        };
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Storage.Written write(Consumer<Consumer<Storage.Written>> write) {
        List<Storage.Written> outcomes = new ArrayList<>();
        onLoop(() -> write.accept(outcomes::add));
        runUntil(() -> !outcomes.isEmpty());
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    private void stop() {
        onLoop(storage::close);
        storage.awaitFlushed(Duration.ofSeconds(5));
    }
}
