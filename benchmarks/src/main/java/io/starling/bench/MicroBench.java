package io.starling.bench;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// How long single operations take and how many bytes they allocate: the benchmarks of the package
/// `micro`, run by JMH one after the other.
final class MicroBench {
    private static final int WARM_UPS = 2;
    private static final int ITERATIONS = 4;
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    /// JMH 1.37 looks at objects through a door that is to be closed, and the JVM says so each time
    /// that it starts.
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

    private MicroBench() {}

    /// @throws IllegalArgumentException if no benchmark is meant, or one fails
    static void run(Flags flags) {
        var pattern = pattern(flags.text("only", ""));
        int forks = flags.number("forks", 2, 0, 20);
        int seconds = flags.number("seconds", 1, 1, 60);
        var chosen = names().stream().filter(name -> pattern.matcher(shown(name)).find()).toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    "-only=%s is found in none of the names %s"
                            .formatted(pattern, names().stream().map(MicroBench::shown).toList()));
        }
        System.out.printf(
                "%d benchmarks, %d forks of %d + %d iterations of %d s; ± is half the 99.9 %%"
                        + " interval%n",
                chosen.size(), forks, WARM_UPS, ITERATIONS, seconds);
        // Else four minutes might be for nothing.
        var target = flags.has("save") ? Optional.of(MicroTable.target()) : Optional.<Path>empty();
        var rows = new ArrayList<MicroTable.Row>();
        boolean headed = false;
        for (var name : chosen) {
            // One at a time, so that there is something to read before all have ended.
            var runs = measure(name, forks, seconds);
            if (!headed) {
                headed = true;
                System.out.printf("%n%-52s %9s %9s %9s %7s%n", "", "ns/op", "±", "B/op", "±");
            }
            runs.forEach(MicroBench::print);
            runs.stream().map(MicroBench::row).forEach(rows::add);
        }
        target.ifPresent(
                file -> {
                    MicroTable.of(rows).write(file);
                    System.out.printf("%nsaved as %s%n", file);
                });
    }

    private static MicroTable.Row row(RunResult run) {
        var time = run.getPrimaryResult();
        var allocated = Objects.requireNonNull(run.getSecondaryResults().get(ALLOCATED));
        return new MicroTable.Row(
                shown(run), time.getScore(), time.getScoreError(), allocated.getScore());
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException(
                    "-only must be a regular expression, was \"%s\": %s"
                            .formatted(text, malformed.getDescription()),
                    malformed);
        }
    }

    private static List<String> names() {
        var silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
        return BenchmarkList.defaultList().getAll(silent, List.of()).stream()
                .map(BenchmarkListEntry::getUsername)
                .sorted()
                .toList();
    }

    private static Collection<RunResult> measure(String name, int forks, int seconds) {
        var options =
                new OptionsBuilder()
                        .include("^" + Pattern.quote(name) + "$")
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .forks(forks)
                        .jvmArgsAppend(UNSAFE)
                        .warmupIterations(WARM_UPS)
                        .warmupTime(TimeValue.seconds(seconds))
                        .measurementIterations(ITERATIONS)
                        .measurementTime(TimeValue.seconds(seconds))
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build();
        try {
            return new Runner(options).run();
        } catch (RunnerException failed) {
            throw new IllegalArgumentException(
                    "%s failed: %s".formatted(shown(name), failed.getMessage()), failed);
        }
    }

    private static void print(RunResult run) {
        var time = run.getPrimaryResult();
        var allocated = Objects.requireNonNull(run.getSecondaryResults().get(ALLOCATED));
        System.out.printf(
                Locale.ROOT,
                "%-52s %9.1f %9s %9.1f %7s%n",
                shown(run),
                time.getScore(),
                error(time),
                allocated.getScore(),
                error(allocated));
    }

    private static String error(Result<?> result) {
        double error = result.getScoreError();
        return Double.isNaN(error) ? "" : "%.1f".formatted(error);
    }

    private static String shown(RunResult run) {
        var name = new StringBuilder(shown(run.getParams().getBenchmark()));
        for (var key : run.getParams().getParamsKeys()) {
            name.append(" %s=%s".formatted(key, run.getParams().getParam(key)));
        }
        return name.toString();
    }

    /// `Codec.encodeReceipt` of `io.starling.bench.micro.CodecBenchmark.encodeReceipt`.
    private static String shown(String benchmark) {
        return benchmark.replaceAll("^.*\\.(\\w+)Benchmark\\.", "$1.");
    }
}
