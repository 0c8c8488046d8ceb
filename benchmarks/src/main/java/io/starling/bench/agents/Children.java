package io.starling.bench.agents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Processes that end with this one: when it is closed, when it fails and at Ctrl-C.
///
/// Each is killed by its own process id. Their output goes to files of a temporary folder, which is
/// removed with them. Thread-safe: a lock, since the JVM's shutdown may come at any time.
final class Children implements AutoCloseable {
    private static final int MAX = 200;
    private static final int TAIL_LINES = 5;

    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private final Thread atShutdown = new Thread(this::end, "end-children");
    private boolean ended;

    Children() {
        try {
            folder = Files.createTempDirectory("starling-bench");
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot make a temporary folder", unwritable);
        }
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    /// @return the number by which it is known here
    synchronized int start(List<String> command, Map<String, String> environment) {
        if (ended || processes.size() == MAX) {
            throw new IllegalStateException(
                    ended ? "this process is ending" : "more than %d processes".formatted(MAX));
        }
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log(processes.size()).toFile());
        builder.environment().putAll(environment);
        try {
            processes.add(builder.start());
        } catch (IOException refused) {
            throw new IllegalArgumentException(
                    "cannot start %s: %s".formatted(command.getFirst(), refused.getMessage()),
                    refused);
        }
        return processes.size() - 1;
    }

    /// @throws IllegalArgumentException with its last words if it has ended
    void checkRuns(int number) {
        if (!process(number).isAlive()) {
            throw new IllegalArgumentException(
                    "%s ended with status %d: %s"
                            .formatted(
                                    process(number).info().command().orElse("an agent"),
                                    process(number).exitValue(),
                                    lastWords(number)));
        }
    }

    String output(int number) {
        try {
            return Files.readString(log(number));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String lastWords(int number) {
        var lines = output(number).lines().filter(line -> !line.isBlank()).toList();
        return String.join(
                " / ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    void kill(int number) {
        process(number).destroyForcibly().onExit().join();
    }

    /// Asks it to end, so that it can finish what it writes.
    void terminate(int number) {
        process(number).destroy();
        process(number).onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    synchronized List<Long> pids() {
        return processes.stream().filter(Process::isAlive).map(Process::pid).toList();
    }

    private synchronized Process process(int number) {
        return processes.get(number);
    }

    private Path log(int number) {
        return folder.resolve(number + ".log");
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException _) {
            // The JVM ends already, and then the hook is what called or will find nothing to do.
        }
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        removeFolder();
    }

    private void removeFolder() {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException busy) {
            System.err.printf("bench: %s remains: %s%n", folder, busy.getMessage());
        }
    }
}
