package io.starling.bench;

import io.starling.bench.report.Axis;
import io.starling.bench.report.Look;
import io.starling.bench.report.Page;
import io.starling.bench.report.Plot;
import io.starling.bench.report.ResultFile;
import io.starling.gossip.model.Status;
import io.starling.gossip.sim.Fault;
import io.starling.gossip.sim.Invariant;
import io.starling.gossip.sim.SimCluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/// A simulated cluster is cut in half, each half fires events, and the cut heals: how long until
/// everybody is alive at everybody, and whether each half got the other's events, once.
final class PartitionBench {
    private static final int LAST_SECONDS = 5;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final List<Sight> sights = new CopyOnWriteArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final SimCluster cluster;
    private final int nodes;
    private final int seconds;
    private long cutAt;

    /// What the cluster looked like.
    ///
    /// @param second after the cut, in virtual time
    /// @param alive pairs of members of which one sees the other alive, in percent
    /// @param delivered of all the events there will be at all members, in percent
    private record Sight(double second, double alive, double delivered) {}

    private PartitionBench(Flags flags) {
        nodes = flags.number("nodes", 128, 4, 2_000);
        seconds = flags.number("seconds", 60, LAST_SECONDS + 1, 3_600);
        int seed = flags.number("seed", 1, 0, Integer.MAX_VALUE);
        // The invariants watch that no event is handed out twice, invented or out of order.
        cluster = SimCluster.of(nodes, seed, Invariant.all());
    }

    static void run(Flags flags) {
        var bench = new PartitionBench(flags);
        try (var report = flags.report("A partition heals", bench::page)) {
            bench.measure();
            bench.write(report.results());
            report.complete();
        }
    }

    private void measure() {
        long begin = System.nanoTime();
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        cutAt = cluster.world().nanos();
        cluster.inject(new Fault.Partition(cluster.firstHalf(), cluster.secondHalf()));
        look();
        runFor(seconds - LAST_SECONDS);
        for (int i = 0; i < LAST_SECONDS; i++) {
            cluster.fire(0, "first", payload(i));
            cluster.fire(nodes - 1, "second", payload(i));
            runFor(1);
        }
        cluster.heal();
        var healed = cluster.world().now();
        boolean agrees = holdsWithinLimit(cluster::everyoneKnowsEveryone);
        var agreed = cluster.world().now().minus(healed);
        boolean exchanged = holdsWithinLimit(this::haveAll);
        var delivered = cluster.world().now().minus(healed);
        say(
                "%d simulated nodes cut in half for %d s, seed %d: everybody %s at everybody"
                        + " %.2f virtual s after healing",
                nodes,
                seconds,
                cluster.world().seed(),
                agrees ? "alive" : "NOT alive",
                agreed.toNanos() / 1e9);
        say(
                "%d events of the last %d s, %s at all %d nodes %.2f virtual s after healing, none"
                        + " twice",
                events(),
                LAST_SECONDS,
                exchanged ? "each" : "NOT each",
                nodes,
                delivered.toNanos() / 1e9);
        say(
                "%d simulated events, wall time %.1f s",
                cluster.world().steps(), (System.nanoTime() - begin) / 1e9);
    }

    private void say(String format, Object... values) {
        var sentence = format.formatted(values);
        said.add(sentence);
        System.out.println(sentence);
    }

    private void runFor(int wholeSeconds) {
        for (int i = 0; i < wholeSeconds; i++) {
            cluster.runFor(Duration.ofSeconds(1));
            look();
        }
    }

    private boolean holdsWithinLimit(BooleanSupplier condition) {
        long end = cluster.world().nanos() + LIMIT.toNanos();
        while (!condition.getAsBoolean() && cluster.world().nanos() < end) {
            cluster.runFor(PAUSE);
            look();
        }
        return condition.getAsBoolean();
    }

    private void look() {
        long alive =
                cluster.views().values().stream()
                        .mapToLong(
                                rows ->
                                        rows.stream()
                                                .filter(row -> row.status() == Status.ALIVE)
                                                .count())
                        .sum();
        long delivered = cluster.nodes().stream().mapToLong(node -> node.log().size()).sum();
        sights.add(
                new Sight(
                        (cluster.world().nanos() - cutAt) / 1e9,
                        100.0 * alive / nodes / nodes,
                        100.0 * delivered / nodes / events()));
    }

    private static int events() {
        return 2 * LAST_SECONDS;
    }

    private boolean haveAll() {
        return cluster.nodes().stream().allMatch(node -> node.log().size() == events());
    }

    private static byte[] payload(int number) {
        return String.valueOf(number).getBytes(StandardCharsets.US_ASCII);
    }

    private void write(ResultFile file) {
        file.row("virtual_s_after_cut,pairs_alive_percent,delivered_percent");
        sights.forEach(sight -> file.row(sight.second(), sight.alive(), sight.delivered()));
    }

    private Page page() {
        var page = new Page();
        said.forEach(page::sentence);
        if (sights.isEmpty()) {
            return page.sentence("Nothing has been measured yet.");
        }
        var across = Axis.linear("s after the cut", sights.getLast().second());
        return page.plots(
                List.of(
                        new Plot(
                                        "Who is alive to whom",
                                        "Pairs of members of which one sees the other alive.",
                                        across,
                                        Axis.linear("pairs, %", 100))
                                .line("alive", Look.OURS, points(Sight::alive))
                                .line("healed", Look.BOUND, healing()),
                        new Plot(
                                        "Events of the last seconds before it heals",
                                        "Deliveries of those of both halves, at all members.",
                                        across,
                                        Axis.linear("deliveries, %", 100))
                                .line("delivered", Look.OURS, points(Sight::delivered))
                                .line("healed", Look.BOUND, healing())));
    }

    private List<double[]> points(ToDoubleFunction<Sight> what) {
        return sights.stream()
                .map(sight -> new double[] {sight.second(), what.applyAsDouble(sight)})
                .toList();
    }

    private List<double[]> healing() {
        return List.of(new double[] {seconds, 0}, new double[] {seconds, 100});
    }
}
