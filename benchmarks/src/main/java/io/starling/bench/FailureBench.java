package io.starling.bench;

import io.starling.bench.report.Axis;
import io.starling.bench.report.Look;
import io.starling.bench.report.Page;
import io.starling.bench.report.Plot;
import io.starling.bench.report.ResultFile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// How long it takes until a member that died is failed everywhere, and whether anybody is called
/// failed that lives.
final class FailureBench {
    private static final int PLOTTED_MAX = 4;

    private final List<Row> rows = new CopyOnWriteArrayList<>();
    private final List<Integer> nodes;
    private final List<Double> losses;
    private final int killed;
    private final Duration lasting;
    private final int seeds;
    private final int threads;

    /// What all seeds came to.
    private record Row(int nodes, double loss, List<FailureCensus> seeds) {
        double[] seconds(Function<FailureCensus, double[]> which) {
            return seeds.stream().map(which).flatMapToDouble(DoubleStream::of).sorted().toArray();
        }

        double first(double share) {
            return Spread.quantile(seconds(FailureCensus::firstSeconds), share);
        }

        double everywhere(double share) {
            return Spread.quantile(seconds(FailureCensus::everywhereSeconds), share);
        }

        int sum(ToIntFunction<FailureCensus> what) {
            return seeds.stream().mapToInt(what).sum();
        }

        String text() {
            return "%,d members, %s %% loss".formatted(nodes, Conditions.percent(loss));
        }
    }

    private FailureBench(Flags flags) {
        nodes = flags.numbers("nodes", List.of(32, 128, 512), 4, 20_000);
        losses = flags.shares("loss", 0, 90);
        int fewest = nodes.stream().min(Integer::compare).orElseThrow();
        killed = flags.number("killed", Math.min(8, fewest / 2), 1, fewest / 2);
        lasting = Duration.ofSeconds(flags.number("seconds", 240, 60, 86_400));
        seeds = flags.number("seeds", 5, 1, 10_000);
        threads = flags.number("threads", 1, 1, 256);
        nodes.forEach(count -> Heap.require(count, true, threads));
    }

    static void run(Flags flags) {
        var bench = new FailureBench(flags);
        try (var report = flags.report("Failures noticed", bench::page)) {
            bench.measure(report.results());
            report.complete();
        }
    }

    private void measure(ResultFile file) {
        System.out.print(intro());
        System.out.printf(
                "%n%7s %6s %12s %8s %8s %12s %8s %8s %8s %8s%n",
                "members",
                "loss",
                "first p50, s",
                "p99",
                "all",
                "everyw. p50",
                "p99",
                "all",
                "missed",
                "false");
        file.row(
                "nodes,loss_percent,seed,death,first_s,everywhere_s,undetected_rows,false_failures");
        var trials = new Trials(threads, nodes.size() * losses.size() * seeds);
        for (int count : nodes) {
            for (double loss : losses) {
                var trial = new FailureTrial(count, loss, killed, lasting);
                var runs =
                        IntStream.rangeClosed(1, seeds)
                                .<Callable<FailureCensus>>mapToObj(seed -> () -> trial.run(seed))
                                .toList();
                var row = new Row(count, loss, trials.run(runs));
                rows.add(row);
                print(row);
                write(file, row);
            }
        }
    }

    private String intro() {
        return ("%d members die without a word, one after the other within %d s, in each of %d"
                        + " seeds; from the death until the first other member calls it failed, and"
                        + " until the last does.%n")
                .formatted(killed, lasting.toSeconds(), seeds);
    }

    private static void print(Row row) {
        System.out.printf(
                Locale.ROOT,
                "%7d %5s%% %12.2f %8.2f %8.2f %12.2f %8.2f %8.2f %8d %8d%n",
                row.nodes(),
                Conditions.percent(row.loss()),
                row.first(0.5),
                row.first(0.99),
                row.first(1),
                row.everywhere(0.5),
                row.everywhere(0.99),
                row.everywhere(1),
                row.sum(FailureCensus::undetected),
                row.sum(FailureCensus::falseAnywhere));
    }

    private static void write(ResultFile file, Row row) {
        for (int seed = 1; seed <= row.seeds().size(); seed++) {
            var census = row.seeds().get(seed - 1);
            var first = census.firstSeconds();
            var everywhere = census.everywhereSeconds();
            for (int death = 0; death < first.length; death++) {
                file.row(
                        row.nodes(),
                        Conditions.percent(row.loss()),
                        seed,
                        death + 1,
                        first[death],
                        everywhere[death],
                        census.undetected(),
                        census.falseAnywhere());
            }
        }
    }

    private Page page() {
        var page = new Page().sentence(intro().strip());
        if (rows.isEmpty()) {
            return page.sentence("Nothing has been measured yet.");
        }
        return page.plots(plots())
                .table(
                        List.of(
                                "case",
                                "first 50 %, s",
                                "99 %",
                                "100 %",
                                "everywhere 50 %, s",
                                "99 %",
                                "100 %",
                                "rows that missed it",
                                "false failures"),
                        rows.stream().map(FailureBench::cells).toList());
    }

    private List<Plot> plots() {
        double most = rows.stream().mapToDouble(row -> row.everywhere(1)).max().orElse(1);
        var plots = new ArrayList<Plot>();
        plots.add(distribution(most));
        var sizes = rows.stream().map(Row::nodes).distinct().toList();
        if (sizes.size() > 1) {
            for (double loss : rows.stream().map(Row::loss).distinct().toList()) {
                plots.add(bySize(loss, most));
            }
        }
        return plots;
    }

    private Plot distribution(double most) {
        var plot =
                new Plot(
                        "Until it is failed everywhere",
                        "Deaths of which the last member had heard by then."
                                + (rows.size() > PLOTTED_MAX ? " The first four cases." : ""),
                        Axis.linear("s after the death", most),
                        Axis.linear("deaths, %", 100));
        for (int i = 0; i < Math.min(PLOTTED_MAX, rows.size()); i++) {
            var row = rows.get(i);
            plot.line(
                    row.text(),
                    Look.kind(i),
                    Spread.distribution(row.seconds(FailureCensus::everywhereSeconds)));
        }
        return plot;
    }

    private Plot bySize(double loss, double most) {
        var same = rows.stream().filter(row -> row.loss() == loss).toList();
        var sizes = same.stream().mapToDouble(Row::nodes).summaryStatistics();
        return new Plot(
                        "Against size",
                        Conditions.percent(loss) + " % loss.",
                        Axis.logarithmic("members", sizes.getMin(), sizes.getMax()),
                        Axis.linear("s after the death", most))
                .points(
                        "everywhere, 99 %",
                        Look.OURS_DASHED, points(same, row -> row.everywhere(0.99)))
                .points("everywhere, 50 %", Look.OURS, points(same, row -> row.everywhere(0.5)))
                .points("first notice, 50 %", Look.SECOND, points(same, row -> row.first(0.5)));
    }

    private static List<double[]> points(List<Row> rows, ToDoubleFunction<Row> what) {
        return rows.stream()
                .map(row -> new double[] {row.nodes(), what.applyAsDouble(row)})
                .toList();
    }

    private static List<String> cells(Row row) {
        var cells = new ArrayList<>(List.of(row.text()));
        DoubleStream.of(
                        row.first(0.5),
                        row.first(0.99),
                        row.first(1),
                        row.everywhere(0.5),
                        row.everywhere(0.99),
                        row.everywhere(1))
                .mapToObj(PropagationText::shown)
                .forEach(cells::add);
        cells.add(String.valueOf(row.sum(FailureCensus::undetected)));
        cells.add(String.valueOf(row.sum(FailureCensus::falseAnywhere)));
        return cells;
    }
}
