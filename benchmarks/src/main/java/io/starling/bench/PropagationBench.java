package io.starling.bench;

import io.starling.bench.Conditions.Latency;
import io.starling.bench.SweptCase.Figures;
import io.starling.bench.SweptCase.Outcome;
import io.starling.bench.report.ResultFile;
import io.starling.gossip.node.GossipConfig.Probing;
import io.starling.gossip.sim.SimCluster.Spec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// How fast single events reach simulated clusters, and what that costs: all combinations of sizes
/// and faults, beside periodic gossip on the same network and the least time that is possible.
final class PropagationBench {
    /// With more members they do not watch each other: each one's order of probing lists all the
    /// others, which at 100,000 members would take 40 GB.
    static final int PROBING_NODES_MAX = 20_000;

    private static final Duration NEVER = Duration.ofDays(1_000);
    private static final int NODES_MAX = 1_000_000;

    private final List<SweptCase> cases = new ArrayList<>();
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    private volatile Optional<Outcome> unfinished = Optional.empty();
    private final Latency latency;
    private final int seed;

    private PropagationBench(Flags flags) {
        var nodes = flags.numbers("nodes", List.of(100, 1_000), 1, NODES_MAX);
        var events = flags.numbers("events", List.of(100), 1, 100_000);
        if (events.size() != 1 && events.size() != nodes.size()) {
            throw new IllegalArgumentException(
                    "-events must be one number, or one for each of -nodes: it has %d, and -nodes %d"
                            .formatted(events.size(), nodes.size()));
        }
        latency = flags.choice("latency", Latency.LAN);
        seed = flags.number("seed", 1, 0, Integer.MAX_VALUE);
        nodes.forEach(count -> Heap.require(count, count <= PROBING_NODES_MAX));
        var conditions = conditions(flags);
        for (int i = 0; i < nodes.size(); i++) {
            int count = nodes.get(i);
            int each = events.get(Math.min(i, events.size() - 1));
            conditions.forEach(these -> cases.add(new SweptCase(count, these, each)));
        }
    }

    /// All combinations.
    private List<Conditions> conditions(Flags flags) {
        var losses = flags.shares("loss", 0, 90);
        var crashed = flags.shares("crashed", 0, 90);
        var stalled = flags.shares("stalled", 0, 90);
        var all = new ArrayList<Conditions>();
        for (double loss : losses) {
            for (double silent : crashed) {
                stalled.forEach(slow -> all.add(new Conditions(latency, loss, silent, slow)));
            }
        }
        all.forEach(PropagationBench::requireSomebodyWell);
        return all;
    }

    private static void requireSomebodyWell(Conditions conditions) {
        if (conditions.crashed() + conditions.stalled() > 0.95) {
            throw new IllegalArgumentException(
                    "-crashed and -stalled must leave 5 % of the members well, and were "
                            + conditions.text());
        }
    }

    static void run(Flags flags) {
        var bench = new PropagationBench(flags);
        try (var file = flags.file("csv");
                var report =
                        flags.report(
                                "How an event spreads",
                                () -> PropagationReport.of(bench.soFar(), bench.seed))) {
            bench.run(file.and(report.results()));
            report.complete();
        }
    }

    /// The case that is under way included, for whoever asks in the middle.
    private List<Outcome> soFar() {
        return Stream.concat(
                        outcomes.stream(),
                        unfinished.filter(outcome -> outcome.ours().events() > 0).stream())
                .toList();
    }

    private void run(ResultFile file) {
        System.out.print(PropagationText.head(latency, seed));
        file.row(PropagationText.CSV_HEAD);
        var progress =
                new Progress(cases.stream().mapToDouble(each -> work(each) * each.events()).sum());
        for (var swept : cases) {
            var outcome = measure(swept, file, progress);
            progress.clear();
            unfinished = Optional.empty();
            outcomes.add(outcome);
            System.out.print(PropagationText.of(outcome));
        }
    }

    /// In no unit: the simulated time of one event costs by the members.
    private static double work(SweptCase swept) {
        return swept.nodes() + 10;
    }

    private Outcome measure(SweptCase swept, ResultFile file, Progress progress) {
        long began = System.nanoTime();
        int nodes = swept.nodes();
        var conditions = swept.conditions();
        var propagation = new Propagation(spec(nodes), nodes, conditions, seed);
        var periodic =
                new PeriodicGossip(
                        nodes, latency.model(seed), conditions, new SplittableRandom(seed));
        var ours = new Figures();
        var theirs = new Figures();
        unfinished = Optional.of(Outcome.unfinished(swept, ours, theirs));
        for (int event = 1; event <= swept.events(); event++) {
            var roles = propagation.draw();
            var journey = propagation.fire(roles);
            var other = periodic.spread(roles.origin().host().index(), awakeFrom(roles, nodes));
            ours.add(journey);
            theirs.add(other);
            file.row(PropagationText.csv("starling", swept, event, journey));
            file.row(PropagationText.csv("periodic", swept, event, other));
            progress.add(work(swept), swept.text());
        }
        long megabytes = Heap.megabytesWith(propagation);
        return new Outcome(swept, ours, theirs, (System.nanoTime() - began) / 1e9, megabytes);
    }

    private Spec spec(int nodes) {
        var config = latency.config();
        if (nodes > PROBING_NODES_MAX) {
            var probing = config.probing();
            config =
                    config.with(
                                    new Probing(
                                            NEVER,
                                            probing.timeout(),
                                            probing.indirect(),
                                            probing.healthMax()))
                            .with(config.antiEntropy().withInterval(NEVER));
        }
        return Spec.LAN.with(config);
    }

    /// As [PeriodicGossip#spread] wants it.
    private static long[] awakeFrom(Propagation.Roles roles, int nodes) {
        var from = new long[nodes];
        roles.crashed().forEach(node -> from[node.host().index()] = PeriodicGossip.NEVER);
        roles.stalled().forEach(node -> from[node.host().index()] = Conditions.STALL.toNanos());
        return from;
    }
}
