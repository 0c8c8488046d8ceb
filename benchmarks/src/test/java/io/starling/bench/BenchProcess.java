package io.starling.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `bench` in a process of its own: one that can be interrupted, and that has another PATH.
record BenchProcess(Process process, Path output) implements AutoCloseable {

    /// @param folder for its output
    /// @param path the PATH
    static BenchProcess start(Path folder, String path, String... args) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(Arrays.asList(args));
        var output = folder.resolve("output");
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("PATH", path);
        return new BenchProcess(builder.start(), output);
    }

    /// @return its exit status
    int await() {
        Patience.await(() -> !process.isAlive(), "the benchmark to end");
        return process.exitValue();
    }

    String said() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
