package io.starling.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// A folder with `index.html` and `results.csv`; nothing if none was asked for.
///
/// Whoever measures completes it at the end, then closes it. If the process is told to end before
/// that, by Ctrl-C or otherwise, the page is written with what there is, and says so.
/// Thread-safe: the page is asked for by the thread that closes, or by the one that ends the
/// process.
public final class Report implements AutoCloseable {
    private final Optional<Folder> folder;

    private Report(Optional<Folder> folder) {
        this.folder = folder;
    }

    public static Report none() {
        return new Report(Optional.empty());
    }

    /// Makes the folder, and writes a first page, so that a run of hours does not end with nowhere
    /// to put its results.
    ///
    /// @param page with what was measured so far; called by another thread when the process ends
    /// @throws IllegalArgumentException if nothing can be written there
    public static Report in(Path path, Supplier<Page> page) {
        try {
            Files.createDirectories(path);
            var folder = new Folder(path, page, ResultFile.at(path.resolve("results.csv")));
            folder.write(true);
            Runtime.getRuntime().addShutdownHook(folder.atExit);
            return new Report(Optional.of(folder));
        } catch (IOException unwritable) {
            throw new IllegalArgumentException(
                    "cannot write to the report folder %s (%s): give another one with -report"
                            .formatted(path, ResultFile.reason(unwritable)),
                    unwritable);
        }
    }

    /// For rows of figures.
    public ResultFile results() {
        return folder.map(to -> to.results).orElseGet(ResultFile::none);
    }

    /// Everything has been measured: without this, what [#close] writes is marked partial.
    public void complete() {
        folder.ifPresent(to -> to.complete = true);
    }

    @Override
    public void close() {
        folder.ifPresent(Folder::close);
    }

    /// Where it goes.
    private static final class Folder {
        private final Path path;
        private final Supplier<Page> page;
        private final ResultFile results;
        private final Thread atExit = new Thread(this::interrupted, "report");
        private volatile boolean complete;
        private boolean ended;

        private Folder(Path path, Supplier<Page> page, ResultFile results) {
            this.path = path;
            this.page = page;
            this.results = results;
        }

        private Path index() {
            return path.resolve("index.html");
        }

        private void write(boolean partial) throws IOException {
            Files.writeString(index(), page.get().html(partial));
        }

        private synchronized void close() {
            if (ended) {
                return;
            }
            ended = true;
            results.close();
            try {
                write(!complete);
                System.out.printf("report: %s%n", index());
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IOException unwritable) {
                throw new IllegalArgumentException(
                        "cannot write %s (%s)".formatted(index(), ResultFile.reason(unwritable)),
                        unwritable);
            } catch (IllegalStateException alreadyEnding) {
                // The process ends, but the page is written.
            }
        }

        private synchronized void interrupted() {
            if (ended) {
                return;
            }
            ended = true;
            try {
                write(true);
                System.err.printf("%nbench: interrupted; %s is partial%n", index());
            } catch (IOException unwritable) {
                System.err.printf(
                        "%nbench: interrupted, and cannot write %s (%s)%n",
                        index(), ResultFile.reason(unwritable));
            }
        }
    }
}
