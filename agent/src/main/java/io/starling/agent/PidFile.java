package io.starling.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file with the id of this process, for service managers.
final class PidFile implements AutoCloseable {
    private final Path file;

    private PidFile(Path file) {
        this.file = file;
    }

    /// @throws StartException if it names a process that lives, or cannot be written
    static PidFile write(Path file) {
        try {
            refuseLive(file);
            Files.writeString(file, ProcessHandle.current().pid() + "\n");
            return new PidFile(file);
        } catch (IOException unusable) {
            throw new StartException(
                    ExitCode.IN_USE,
                    "pid file %s cannot be written: %s; -pid-file chooses another"
                            .formatted(file, unusable));
        }
    }

    /// One that a killed process left behind is simply replaced.
    private static void refuseLive(Path file) throws IOException {
        var text = Files.isRegularFile(file) ? Files.readString(file).strip() : "";
        if (!text.matches("[0-9]{1,18}")) {
            return;
        }
        long pid = Long.parseLong(text);
        boolean lives = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        if (lives && pid != ProcessHandle.current().pid()) {
            throw new StartException(
                    ExitCode.IN_USE,
                    "pid file %s names process %d, which is running; stop it, or remove the file if that process is no agent"
                            .formatted(file, pid));
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
