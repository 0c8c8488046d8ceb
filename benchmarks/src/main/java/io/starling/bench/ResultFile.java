package io.starling.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// Comma-separated values for whoever wants to plot them; nothing if no file was asked for.
final class ResultFile implements AutoCloseable {
    private final Optional<PrintWriter> writer;

    private ResultFile(Optional<PrintWriter> writer) {
        this.writer = writer;
    }

    static ResultFile none() {
        return new ResultFile(Optional.empty());
    }

    /// @throws IllegalArgumentException if the file cannot be written
    static ResultFile at(Path path) {
        try {
            return new ResultFile(Optional.of(new PrintWriter(Files.newBufferedWriter(path))));
        } catch (IOException unwritable) {
            throw new IllegalArgumentException("cannot write " + path, unwritable);
        }
    }

    void row(Object... values) {
        writer.ifPresent(
                to -> {
                    to.println(
                            Arrays.stream(values)
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(",")));
                    // What was measured is there even if the rest is interrupted.
                    to.flush();
                });
    }

    @Override
    public void close() {
        writer.ifPresent(PrintWriter::close);
    }
}
