package io.starling.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The data directory, held by one agent at a time: two that wrote the same files would share an
/// identity.
///
/// The lock is the system's, so it goes with the process, however that ends.
final class DataDirectory implements AutoCloseable {
    private static final String LOCK_FILE = "agent.lock";

    private final FileChannel lock;

    private DataDirectory(FileChannel lock) {
        this.lock = lock;
    }

    /// @throws StartException if it is in use or cannot be written
    static DataDirectory hold(Path directory) {
        try {
            Files.createDirectories(directory);
            var channel =
                    FileChannel.open(
                            directory.resolve(LOCK_FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return new DataDirectory(channel);
            }
            channel.close();
        } catch (IOException unusable) {
            throw new StartException(
                    ExitCode.IN_USE,
                    "data directory %s cannot be used: %s; -data-dir chooses another"
                            .formatted(directory, unusable));
        }
        throw new StartException(
                ExitCode.IN_USE,
                "data directory %s is in use by another running agent; -data-dir chooses another"
                        .formatted(directory));
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
