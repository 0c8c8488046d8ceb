package io.starling.bench;

import io.starling.bench.Propagation.Journey;
import io.starling.bench.Propagation.Latency;
import io.starling.bench.Propagation.Network;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.sim.SimCluster.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// How fast single events reach a simulated cluster, and what that costs.
final class PropagationBench {
    private static final List<Counter> REPAIRS =
            List.of(
                    Counter.HAND_OVERS_SENT,
                    Counter.HAND_OVERS_REPEATED,
                    Counter.HAND_OVERS_REDELEGATED,
                    Counter.HAND_OVERS_GIVEN_UP,
                    Counter.CONFIRMATIONS_REPAIRED,
                    Counter.EVENT_PULLS_SENT);

    private final List<Integer> nodes;
    private final List<Integer> losses;
    private final List<Integer> crashed;
    private final Latency latency;
    private final int events;
    private final int seed;
    private final ResultFile file;

    private PropagationBench(Flags flags, ResultFile file) {
        nodes = flags.numbers("nodes", List.of(100, 1_000), 1, 20_000);
        losses = flags.numbers("loss", List.of(0), 0, 90);
        crashed = flags.numbers("crashed", List.of(0), 0, 90);
        latency = flags.choice("latency", Latency.LAN);
        events = flags.number("events", 100, 1, 100_000);
        seed = flags.number("seed", 1, 0, Integer.MAX_VALUE);
        this.file = file;
    }

    static void run(Flags flags) {
        try (var file = flags.file("csv")) {
            new PropagationBench(flags, file).run();
        }
    }

    private void run() {
        System.out.printf(
                "%d events of about 260 B, %s; from the fire, in ms, means over the events%n%n"
                        + "  nodes  loss  crashed     50 %%     90 %%     99 %%   99.9 %%    100 %%"
                        + "    worst  copies  datagrams    bytes  at 1 s%n",
                events, latency.name().toLowerCase(Locale.ROOT));
        file.row(
                "nodes,loss,crashed,event,p50,p90,p99,p999,p100,copies,datagrams,bytes,coverage_1s");
        for (int count : nodes) {
            for (int loss : losses) {
                for (int silent : crashed) {
                    measure(count, loss, silent);
                }
            }
        }
    }

    private void measure(int count, int loss, int silent) {
        var network = new Network(latency, loss / 100.0, silent / 100.0);
        var propagation = new Propagation(Spec.LAN, count, network, seed);
        var journeys = new ArrayList<Journey>();
        for (int event = 1; event <= events; event++) {
            var journey = propagation.fire();
            journeys.add(journey);
            file.row(
                    count,
                    loss,
                    silent,
                    event,
                    journey.at(0.5),
                    journey.at(0.9),
                    journey.at(0.99),
                    journey.at(0.999),
                    journey.at(1),
                    journey.costs().copies(),
                    journey.costs().datagrams(),
                    journey.costs().bytes(),
                    journey.coverage(1_000));
        }
        System.out.printf(
                Locale.ROOT,
                "%7d %4d%% %7d%% %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f %7.2f %10.2f %8.0f %6.1f%%%n",
                count,
                loss,
                silent,
                mean(journeys, journey -> journey.at(0.5)),
                mean(journeys, journey -> journey.at(0.9)),
                mean(journeys, journey -> journey.at(0.99)),
                mean(journeys, journey -> journey.at(0.999)),
                mean(journeys, journey -> journey.at(1)),
                journeys.stream().mapToDouble(journey -> journey.at(1)).max().orElse(Double.NaN),
                mean(journeys, journey -> journey.costs().copies()),
                mean(journeys, journey -> journey.costs().datagrams()),
                mean(journeys, journey -> journey.costs().bytes()),
                100 * mean(journeys, journey -> journey.coverage(1_000) == 1 ? 1 : 0));
        for (var counter : REPAIRS) {
            System.out.printf(
                    Locale.ROOT,
                    "        %s %.1f",
                    counter.name().toLowerCase(Locale.ROOT),
                    (double) propagation.cluster().counted(counter) / events);
        }
        System.out.println();
    }

    private static double mean(List<Journey> journeys, ToDoubleFunction<Journey> what) {
        return journeys.stream().mapToDouble(what).average().orElse(Double.NaN);
    }
}
