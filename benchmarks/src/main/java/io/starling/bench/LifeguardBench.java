package io.starling.bench;

import io.starling.bench.StallTrial.StallKind;
import io.starling.bench.report.ResultFile;
import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.node.GossipConfig.Suspecting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// The experiment of the Lifeguard paper (§V) in simulation: how often healthy members are called
/// failed while others stall, and how soon the dead are noticed, by plain SWIM and by this node.
///
/// The paper compares with a SWIM whose suspects wait `5 · log₁₀ n` probe intervals (α = 5, β =
/// 1). The second plain SWIM here has the least wait of this node, so that nothing but Lifeguard
/// differs.
final class LifeguardBench {
    private static final Suspecting AS_IN_THE_PAPER = new Suspecting(5, 1);
    private static final List<Integer> STALLED = List.of(1, 4, 16, 32);
    private static final int KILLED = 8;

    /// A way to run the failure detector.
    private record Rules(String name, GossipConfig config) {
        static List<Rules> all() {
            var ours = GossipConfig.LAN;
            var wait = ours.suspecting();
            var plain = ours.withoutLifeguard();
            return List.of(
                    new Rules("SWIM 5/1", plain.with(AS_IN_THE_PAPER)),
                    new Rules(
                            "SWIM %d/1".formatted(wait.multiplier()),
                            plain.with(new Suspecting(wait.multiplier(), 1))),
                    new Rules(
                            "ours %d/%d".formatted(wait.multiplier(), wait.maxMultiplier()), ours));
        }
    }

    /// What all seeds with so many stalled members came to.
    private record Row(int stalled, Rules rules, List<FailureCensus> seeds) {
        Spread perSeed(ToDoubleFunction<FailureCensus> figure) {
            return Spread.of(seeds.stream().mapToDouble(figure));
        }

        Spread perDeath(Function<FailureCensus, double[]> figures) {
            return Spread.of(seeds.stream().map(figures).flatMapToDouble(DoubleStream::of));
        }
    }

    private final int nodes;
    private final int minutes;
    private final int seeds;
    private final StallKind kind;
    private final List<Integer> stalled;
    private final int threads;

    private LifeguardBench(Flags flags) {
        nodes = flags.number("nodes", 128, 16, 2_000);
        minutes = flags.number("minutes", 30, 1, 1_440);
        seeds = flags.number("seeds", 20, 1, 10_000);
        threads = flags.number("threads", 2, 1, 256);
        kind = flags.choice("stall", StallKind.MESSAGES);
        stalled = flags.numbers("stalled", STALLED, 0, nodes - KILLED - 2);
    }

    static void run(Flags flags) {
        var bench = new LifeguardBench(flags);
        try (var file = flags.file("csv")) {
            bench.measure(file);
        }
    }

    private void measure(ResultFile file) {
        System.out.printf(
                "%d simulated nodes for %d min, %d seeds; %s of stalled members stand still for"
                        + " 0.128 to 32.8 s and go on for 0.001 to 16.4 s in turn; %d others die%n",
                nodes,
                minutes,
                seeds,
                kind == StallKind.PROCESS ? "the processes" : "the messages",
                KILLED);
        System.out.printf("rules a/b: a suspect waits a to a*b times log10(n) probe intervals%n%n");
        file.row(
                "stalled,rules,seed,false_anywhere,false_at_healthy,false_verdicts,first_p50_s,"
                        + "everywhere_p50_s,undetected");
        var trials = new Trials(threads, stalled.size() * Rules.all().size() * seeds);
        for (int count : stalled) {
            System.out.printf(Locale.ROOT, HEAD, count);
            var rows = Rules.all().stream().map(rules -> row(trials, count, rules)).toList();
            rows.forEach(row -> print(row, rows.getLast()));
            rows.forEach(row -> write(file, row));
            System.out.println();
        }
    }

    private Row row(Trials trials, int count, Rules rules) {
        var trial =
                new StallTrial(
                        rules.config(), kind, nodes, count, KILLED, Duration.ofMinutes(minutes));
        var runs = new ArrayList<Callable<FailureCensus>>();
        for (int i = 0; i < seeds; i++) {
            long seed = i + 1;
            runs.add(() -> trial.run(seed));
        }
        return new Row(count, rules, trials.run(runs));
    }

    private static final String HEAD =
            """
            %d stalled
            rules     false failures, median (range)    total  ours    at healthy members         total   ours\
                first notice p50   p99   everywhere p50   p99, s  missed
            """;

    private static void print(Row row, Row ours) {
        var anywhere = row.perSeed(FailureCensus::falseAnywhere);
        var healthy = row.perSeed(FailureCensus::falseAtHealthy);
        var first = row.perDeath(FailureCensus::firstSeconds);
        var everywhere = row.perDeath(FailureCensus::everywhereSeconds);
        System.out.printf(
                Locale.ROOT,
                "%-9s %-30s %8.0f %7s  %-22s %8.0f %7s %14.2f %7.2f %14.2f %7.2f %7.0f%n",
                row.rules().name(),
                anywhere.text(0),
                anywhere.sum(),
                fewer(anywhere, ours.perSeed(FailureCensus::falseAnywhere)),
                healthy.text(0),
                healthy.sum(),
                fewer(healthy, ours.perSeed(FailureCensus::falseAtHealthy)),
                first.median(),
                first.p99(),
                everywhere.median(),
                everywhere.p99(),
                row.perSeed(FailureCensus::undetected).sum());
    }

    /// How many times fewer false failures our rules made.
    private static String fewer(Spread these, Spread ours) {
        if (ours.sum() > 0) {
            return String.format(Locale.ROOT, "1/%.0f", these.sum() / ours.sum());
        }
        return these.sum() > 0 ? "none" : "-";
    }

    private static void write(ResultFile file, Row row) {
        for (int i = 0; i < row.seeds().size(); i++) {
            var census = row.seeds().get(i);
            file.row(
                    row.stalled(),
                    row.rules().name(),
                    i + 1,
                    census.falseAnywhere(),
                    census.falseAtHealthy(),
                    census.falseVerdicts(),
                    Spread.of(DoubleStream.of(census.firstSeconds())).median(),
                    Spread.of(DoubleStream.of(census.everywhereSeconds())).median(),
                    census.undetected());
        }
    }
}
