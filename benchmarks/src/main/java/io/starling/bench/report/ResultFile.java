package io.starling.bench.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Comma-separated values for whoever wants to plot them; nothing if no file was asked for.
public final class ResultFile implements AutoCloseable {
    private final List<PrintWriter> writers;

    private ResultFile(List<PrintWriter> writers) {
        this.writers = writers;
    }

    public static ResultFile none() {
        return new ResultFile(List.of());
    }

    /// @throws IllegalArgumentException if the file cannot be written
    public static ResultFile at(Path path) {
        try {
            return new ResultFile(List.of(new PrintWriter(Files.newBufferedWriter(path))));
        } catch (IOException unwritable) {
            throw new IllegalArgumentException(
                    "cannot write %s (%s)".formatted(path, reason(unwritable)), unwritable);
        }
    }

    /// What the exception of a file says, which is often a name alone.
    static String reason(IOException failed) {
        return failed.getClass().getSimpleName() + ": " + failed.getMessage();
    }

    /// Every row goes to both.
    public ResultFile and(ResultFile other) {
        return new ResultFile(Stream.concat(writers.stream(), other.writers.stream()).toList());
    }

    public void row(Object... values) {
        var line = Arrays.stream(values).map(String::valueOf).collect(Collectors.joining(","));
        for (var writer : writers) {
            writer.println(line);
            // What was measured is there even if the rest is interrupted.
            writer.flush();
        }
    }

    @Override
    public void close() {
        writers.forEach(PrintWriter::close);
    }
}
