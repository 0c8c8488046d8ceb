package io.starling.bench;

import io.starling.bench.report.Axis;
import io.starling.bench.report.Look;
import io.starling.bench.report.Page;
import io.starling.bench.report.Plot;
import io.starling.bench.report.ResultFile;
import io.starling.gossip.sim.SimNetwork.Traffic;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// More events than anybody can keep up with, for seconds: whether what is delivered stays near the
/// most that is possible, and whether everything that was accepted arrives in the end.
final class OverloadBench {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final List<Integer> RATES =
            List.of(250, 500, 1_000, 2_000, 4_000, 8_000, 16_000);

    private static final List<String> COLUMNS =
            List.of(
                    "offered/s",
                    "accepted",
                    "refused",
                    "goodput/s",
                    "lost",
                    "p50, ms",
                    "p99, ms",
                    "no room");

    private final List<Row> rows = new CopyOnWriteArrayList<>();
    private final int nodes;
    private final List<Integer> rates;
    private final Duration during;
    private final int origins;
    private final int payload;
    private final int slower;
    private final int seed;

    /// What came of one rate.
    ///
    /// @param goodput events a second that a member was handed, while more were offered
    /// @param lost deliveries of accepted events that never came
    /// @param p50 from fire to hand-out, in ms
    /// @param overflowed datagrams that found no room at their receiver
    private record Row(
            int rate,
            long accepted,
            long refused,
            double goodput,
            long lost,
            double p50,
            double p99,
            long overflowed) {

        /// In the order of [#COLUMNS].
        private Object[] values() {
            return new Object[] {rate, accepted, refused, goodput, lost, p50, p99, overflowed};
        }
    }

    private OverloadBench(Flags flags) {
        nodes = flags.number("nodes", 100, 2, 20_000);
        rates = flags.numbers("rates", RATES, 1, 10_000_000);
        during = Duration.ofSeconds(flags.number("seconds", 10, 1, 3_600));
        origins = flags.number("origins", 1, 1, nodes);
        payload = flags.number("payload", 200, 0, 512);
        slower = flags.number("slower", 50, 1, 1_000);
        seed = flags.number("seed", 1, 0, Integer.MAX_VALUE);
        Heap.require(nodes, true);
    }

    /// @return whether everything that was accepted arrived
    static boolean run(Flags flags) {
        var bench = new OverloadBench(flags);
        try (var report = flags.report("Overload", bench::page)) {
            bench.measure(report.results());
            report.complete();
        }
        return bench.rows.stream().allMatch(row -> row.lost() == 0);
    }

    private void measure(ResultFile file) {
        System.out.print(intro());
        System.out.printf("%n%10s %10s %10s %10s %10s %12s %12s %10s%n", COLUMNS.toArray());
        file.row("offered_per_s,accepted,refused,goodput_per_s,lost,p50_ms,p99_ms,overflowed");
        var progress = new Progress(rates.size());
        for (int rate : rates) {
            var row = measure(rate);
            rows.add(row);
            progress.clear();
            System.out.printf(
                    Locale.ROOT, "%10d %10d %10d %10.0f %10d %12.1f %12.1f %10d%n", row.values());
            file.row(row.values());
            progress.add(1, "%d events a second".formatted(rate));
        }
        System.out.println(verdict());
    }

    private String intro() {
        return "%,d simulated members on hardware %d times slower than 5 µs a datagram sent and 3 µs"
                        .formatted(nodes, slower)
                + " one received; %d of them offer events of %d B for %d s. Goodput is by member.%n"
                        .formatted(origins, payload, during.toSeconds());
    }

    private Row measure(int rate) {
        var burst = new Burst(nodes, origins, payload, slower, seed);
        burst.offer(rate, during);
        double goodput = burst.delivered() / (double) during.toSeconds() / nodes;
        burst.drain(PATIENCE);
        var latencies = burst.latencies();
        return new Row(
                rate,
                burst.accepted(),
                burst.refused(),
                goodput,
                burst.accepted() * nodes - burst.delivered(),
                Spread.quantile(latencies, 0.5),
                Spread.quantile(latencies, 0.99),
                burst.cluster().world().network().tally(Traffic.DATAGRAM).overflowed());
    }

    private String verdict() {
        double peak = rows.stream().mapToDouble(Row::goodput).max().orElse(Double.NaN);
        var last = rows.getLast();
        return String.format(
                Locale.ROOT,
                "Peak goodput %.0f events a second; with %d offered, %.1f times as many, it is %.0f"
                        + " %% of the peak. Of what was accepted %d deliveries never came.",
                peak,
                last.rate(),
                last.rate() / peak,
                100 * last.goodput() / peak,
                rows.stream().mapToLong(Row::lost).sum());
    }

    private Page page() {
        var page = new Page().sentence(intro().strip());
        if (rows.isEmpty()) {
            return page.sentence("Nothing has been measured yet.");
        }
        var across =
                Axis.logarithmic(
                        "events offered a second",
                        rows.stream().mapToDouble(Row::rate).min().orElse(1),
                        rows.stream().mapToDouble(Row::rate).max().orElse(10));
        double most = rows.stream().mapToDouble(Row::goodput).max().orElse(1);
        return page.sentence(verdict())
                .plots(
                        List.of(
                                new Plot(
                                                "Goodput",
                                                "Events that a member was handed, while so many"
                                                        + " were offered.",
                                                across,
                                                Axis.linear("events handed out a second", most))
                                        .line("all that is offered", Look.BOUND, offered(most))
                                        .points("Starling", Look.OURS, against(Row::goodput)),
                                new Plot(
                                                "From fire to hand-out",
                                                "Of what was accepted. The rest was refused, and"
                                                        + " whoever fired was told so at once.",
                                                across,
                                                Axis.logarithmic(
                                                        "ms",
                                                        least(Row::p50),
                                                        rows.stream()
                                                                .mapToDouble(Row::p99)
                                                                .max()
                                                                .orElse(1)))
                                        .points("50 %", Look.OURS, against(Row::p50))
                                        .points("99 %", Look.OURS_DASHED, against(Row::p99))))
                .table(COLUMNS, rows.stream().map(OverloadBench::cells).toList());
    }

    /// A straight line, which is bent on a logarithmic axis.
    private static List<double[]> offered(double most) {
        return IntStream.rangeClosed(0, 100)
                .mapToObj(i -> Math.pow(most, i / 100.0))
                .map(rate -> new double[] {rate, rate})
                .toList();
    }

    private double least(ToDoubleFunction<Row> what) {
        return Math.max(1e-3, rows.stream().mapToDouble(what).min().orElse(1));
    }

    private List<double[]> against(ToDoubleFunction<Row> what) {
        return rows.stream()
                .map(row -> new double[] {row.rate(), what.applyAsDouble(row)})
                .toList();
    }

    private static List<String> cells(Row row) {
        return List.of(
                String.valueOf(row.rate()),
                String.valueOf(row.accepted()),
                String.valueOf(row.refused()),
                String.format(Locale.ROOT, "%.0f", row.goodput()),
                String.valueOf(row.lost()),
                PropagationText.shown(row.p50()),
                PropagationText.shown(row.p99()),
                String.valueOf(row.overflowed()));
    }
}
