package io.starling.bench;

import io.starling.gossip.sim.Fault;
import io.starling.gossip.sim.Invariant;
import io.starling.gossip.sim.SimCluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A simulated cluster is cut in half, each half fires events, and the cut heals: how long until
/// everybody is alive at everybody, and whether each half got the other's events, once.
final class PartitionBench {
    private static final int LAST_SECONDS = 5;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private PartitionBench() {}

    static void run(Flags flags) {
        int nodes = flags.number("nodes", 128, 4, 2_000);
        int seconds = flags.number("seconds", 60, LAST_SECONDS + 1, 3_600);
        int seed = flags.number("seed", 1, 0, Integer.MAX_VALUE);
        long begin = System.nanoTime();

        // The invariants watch that no event is handed out twice, invented or out of order.
        var cluster = SimCluster.of(nodes, seed, Invariant.all());
        cluster.runUntil(cluster::everyoneKnowsEveryone);
        cluster.inject(new Fault.Partition(cluster.firstHalf(), cluster.secondHalf()));
        cluster.runFor(Duration.ofSeconds(seconds - LAST_SECONDS));
        for (int i = 0; i < LAST_SECONDS; i++) {
            cluster.fire(0, "first", payload(i));
            cluster.fire(nodes - 1, "second", payload(i));
            cluster.runFor(Duration.ofSeconds(1));
        }
        cluster.heal();
        var healed = cluster.world().now();
        cluster.runUntil(cluster::everyoneKnowsEveryone, LIMIT);
        var agreed = cluster.world().now().minus(healed);
        int expected = 2 * LAST_SECONDS;
        boolean exchanged = cluster.holdsWithin(() -> haveAll(cluster, expected), LIMIT);
        var delivered = cluster.world().now().minus(healed);
        System.out.printf(
                "%d simulated nodes cut in half for %d s, seed %d: everybody alive at everybody"
                        + " %.2f virtual s after healing%n",
                nodes, seconds, seed, agreed.toNanos() / 1e9);
        System.out.printf(
                "%d events of the last %d s, %s at all %d nodes %.2f virtual s after healing, none"
                        + " twice%n",
                expected,
                LAST_SECONDS,
                exchanged ? "each" : "NOT each",
                nodes,
                delivered.toNanos() / 1e9);
        System.out.printf(
                "%d simulated events, wall time %.1f s%n",
                cluster.world().steps(), (System.nanoTime() - begin) / 1e9);
    }

    private static boolean haveAll(SimCluster cluster, int expected) {
        return cluster.nodes().stream().allMatch(node -> node.log().size() == expected);
    }

    private static byte[] payload(int number) {
        return String.valueOf(number).getBytes(StandardCharsets.US_ASCII);
    }
}
