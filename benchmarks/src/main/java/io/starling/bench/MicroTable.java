package io.starling.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What single operations cost at one commit on one machine, kept to be compared with others.
///
/// In a file: lines that begin with `#` say where it comes from, the next names the columns.
///
/// @param origin commit, machine and JVM
record MicroTable(String origin, List<Row> rows) {
    private static final String COLUMNS = "operation,ns,error,bytes";
    private static final String RESULTS = "benchmarks/results";

    /// @param error half of the 99.9 % interval of `nanos`; not a number where JMH has none
    record Row(String operation, double nanos, double error, double bytes) {
        private String line() {
            return String.format(Locale.ROOT, "%s,%.3f,%.3f,%.1f", operation, nanos, error, bytes);
        }

        private static Row of(String line) {
            var fields = line.split(",", -1);
            if (fields.length != 4) {
                throw new NumberFormatException("not four columns");
            }
            return new Row(
                    fields[0],
                    Double.parseDouble(fields[1]),
                    Double.parseDouble(fields[2]),
                    Double.parseDouble(fields[3]));
        }
    }

    static MicroTable of(List<Row> rows) {
        var origin =
                "commit %s, %s %s, %d processors, Java %s, %s"
                        .formatted(
                                commit(),
                                System.getProperty("os.name"),
                                System.getProperty("os.arch"),
                                Runtime.getRuntime().availableProcessors(),
                                Runtime.version(),
                                LocalDate.now(ZoneOffset.UTC));
        return new MicroTable(origin, rows);
    }

    /// @return the file for a table of this commit and day
    /// @throws IllegalArgumentException if this is no checkout whose results can be written
    static Path target() {
        var folder = home().resolve(RESULTS);
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new IllegalArgumentException(
                    "-save writes to %s of a checkout, and there is no such folder"
                            .formatted(folder));
        }
        return folder.resolve("micro-%s-%s.csv".formatted(LocalDate.now(ZoneOffset.UTC), commit()));
    }

    private static Path home() {
        var launcher = System.getProperty(Launcher.PROPERTY, "");
        return launcher.isEmpty()
                ? Path.of("").toAbsolutePath()
                : Path.of(launcher).toAbsolutePath().resolveSibling("");
    }

    private static String commit() {
        try {
            var git =
                    new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude=*")
                            .directory(home().toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            var said =
                    new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!said.isEmpty()) {
                return said;
            }
        } catch (IOException noGit) {
            // The message below says what to do.
        }
        throw new IllegalArgumentException(
                "-save names the table after the commit, and git knows none in " + home());
    }

    void write(Path file) {
        var lines = new ArrayList<>(List.of("# " + origin, COLUMNS));
        rows.forEach(row -> lines.add(row.line()));
        try {
            Files.write(file, lines);
        } catch (IOException unwritable) {
            throw new IllegalArgumentException("cannot write " + file, unwritable);
        }
    }

    /// @throws IllegalArgumentException if there is no such table
    static MicroTable read(Path file) {
        try {
            var lines = Files.readAllLines(file);
            if (lines.size() < 2 || !lines.get(1).equals(COLUMNS)) {
                throw new IllegalArgumentException(
                        "%s is no table of bench micro -save".formatted(file));
            }
            var rows = lines.subList(2, lines.size()).stream().map(Row::of).toList();
            return new MicroTable(lines.getFirst().substring(2), rows);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("cannot read the table " + file, unreadable);
        } catch (NumberFormatException broken) {
            throw new IllegalArgumentException(
                    "%s has a line that is no row: %s".formatted(file, broken.getMessage()),
                    broken);
        }
    }

    /// Prints how many times as long each operation takes in the other table, from the least to the
    /// most that both intervals allow. Where 1 is among it, the difference may be noise.
    void compare(MicroTable other) {
        System.out.printf("A: %s%nB: %s%n%n", origin, other.origin);
        System.out.printf(
                "%-52s %9s %9s %20s %9s %9s%n", "", "A ns", "B ns", "B / A", "A bytes", "B bytes");
        for (var row : rows) {
            other.rows.stream()
                    .filter(each -> each.operation.equals(row.operation))
                    .findFirst()
                    .ifPresentOrElse(
                            each -> compare(row, each),
                            () -> System.out.printf("%-52s is in A alone%n", row.operation));
        }
        other.rows.stream()
                .filter(
                        row ->
                                rows.stream()
                                        .noneMatch(each -> each.operation.equals(row.operation)))
                .forEach(row -> System.out.printf("%-52s is in B alone%n", row.operation));
    }

    private static void compare(Row a, Row b) {
        System.out.printf(
                Locale.ROOT,
                "%-52s %9.1f %9.1f %4.2f (%4.2f..%4.2f)  %9.1f %9.1f  %s%n",
                a.operation,
                a.nanos,
                b.nanos,
                b.nanos / a.nanos,
                least(a, b),
                most(a, b),
                a.bytes,
                b.bytes,
                verdict(a, b));
    }

    private static double least(Row a, Row b) {
        return (b.nanos - b.error) / (a.nanos + a.error);
    }

    private static double most(Row a, Row b) {
        return a.nanos > a.error ? (b.nanos + b.error) / (a.nanos - a.error) : Double.NaN;
    }

    /// Time is judged by the intervals. Bytes hardly vary: one is what the collector's own work can
    /// add.
    static String verdict(Row a, Row b) {
        var time = least(a, b) > 1 ? "slower" : most(a, b) < 1 ? "faster" : "";
        var bytes =
                b.bytes > a.bytes + 1 ? "more bytes" : b.bytes < a.bytes - 1 ? "fewer bytes" : "";
        return time.isEmpty() || bytes.isEmpty() ? time + bytes : time + ", " + bytes;
    }
}
