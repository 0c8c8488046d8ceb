package io.starling.bench;

import io.starling.bench.report.ResultFile;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.sim.Invariant;
import io.starling.gossip.sim.SimCluster;
import io.starling.gossip.sim.SimCluster.Spec;
import io.starling.gossip.sim.SimNetwork.Traffic;
import io.starling.gossip.sim.SimWorld;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a member costs in clusters of several sizes, quiet and under churn; and in the largest of
/// them under churn, how fast everybody sees that a member left.
///
/// CPU is that of the one thread that simulates all nodes, the simulator's own share included. It
/// is divided among nodes and virtual seconds: what a node would use in a second.
final class ScaleBench {
    private static final List<Integer> NODES = List.of(100, 1_000, 5_000);

    private final List<Integer> nodes;
    private final int seconds;
    private final Duration warmUp;
    private final int churnPercent;
    private final int leaves;
    private final int seeds;
    private final int seed;
    private final ResultFile file;

    private ScaleBench(Flags flags, ResultFile file) {
        nodes = flags.numbers("nodes", NODES, 4, 20_000);
        seconds = flags.number("seconds", 60, 0, 86_400);
        warmUp = Duration.ofSeconds(flags.number("warmup", 60, 1, 86_400));
        churnPercent = flags.number("churn", 1, 0, 100);
        leaves = flags.number("leaves", 5, 0, 1_000);
        seeds = flags.number("seeds", 3, 1, 1_000);
        seed = flags.number("seed", 1, 0, Integer.MAX_VALUE - 1_000);
        this.file = file;
    }

    static void run(Flags flags) {
        try (var file = flags.file("csv")) {
            var bench = new ScaleBench(flags, file);
            if (bench.seconds > 0) {
                bench.measureCosts();
            }
            if (bench.leaves > 0) {
                bench.measureLeaves();
            }
        }
    }

    private void measureCosts() {
        System.out.printf(
                "a node and virtual second, over %d s after a warm-up of %d s; churn: %d %% of the"
                        + " members go and come a minute%n%n",
                seconds, warmUp.toSeconds(), churnPercent);
        System.out.printf(
                " nodes         CPU us  datagram B  stream B  datagrams  heap MB  wall s%n");
        file.row("nodes,churn_percent,cpu_us,datagram_bytes,stream_bytes,datagrams,heap_mb");
        for (int count : nodes) {
            measureCosts(count, 0);
            if (churnPercent > 0) {
                measureCosts(count, churnPercent);
            }
        }
        System.out.println();
    }

    private void measureCosts(int count, int percent) {
        long began = System.nanoTime();
        var cluster = warm(count, percent, seed, List.of());
        var before = Usage.of(cluster);
        cluster.runFor(Duration.ofSeconds(seconds));
        var used = Usage.of(cluster).minus(before);
        double share = (double) count * seconds;
        long heap = Heap.megabytesWith(cluster);
        System.out.printf(
                Locale.ROOT,
                "%6d %-7s %7.1f %11.1f %9.1f %10.2f %8d %7.0f%n",
                count,
                percent == 0 ? "quiet" : "churn",
                used.cpuNanos() / 1e3 / share,
                used.datagramBytes() / share,
                used.streamBytes() / share,
                used.datagrams() / share,
                heap,
                (System.nanoTime() - began) / 1e9);
        file.row(
                count,
                percent,
                used.cpuNanos() / 1e3 / share,
                used.datagramBytes() / share,
                used.streamBytes() / share,
                used.datagrams() / share,
                heap);
    }

    private SimCluster warm(int count, int percent, long seed, List<Invariant> watching) {
        var cluster =
                SimCluster.formed(new SimWorld(seed), Spec.LAN.withoutDisks(), count, watching);
        if (percent > 0) {
            new Churn(cluster, percent).begin();
        }
        cluster.runFor(warmUp);
        return cluster;
    }

    /// What all nodes together have used so far.
    private record Usage(long cpuNanos, long datagrams, long datagramBytes, long streamBytes) {
        static Usage of(SimCluster cluster) {
            var network = cluster.world().network();
            return new Usage(
                    ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(),
                    cluster.counted(Counter.DATAGRAMS_SENT),
                    cluster.counted(Counter.DATAGRAM_BYTES_SENT),
                    network.tally(Traffic.REQUEST).sentBytes()
                            + network.tally(Traffic.REPLY).sentBytes());
        }

        Usage minus(Usage other) {
            return new Usage(
                    cpuNanos - other.cpuNanos,
                    datagrams - other.datagrams,
                    datagramBytes - other.datagramBytes,
                    streamBytes - other.streamBytes);
        }
    }

    private void measureLeaves() {
        int count = nodes.getLast();
        System.out.printf(
                "%d nodes, %d %% churn a minute: share of the live members that see a goodbye as"
                        + " left%n%n",
                count, churnPercent);
        System.out.printf(
                "seed  leave  within 1 s    2 s      3 s   after ms: 50 %%     99 %%    100 %%"
                        + "  datagrams  command s  the others%n");
        file.row("seed,leave,share_1s,share_2s,share_3s,p50,p99,p100,datagrams,command_s");
        var trials = new ArrayList<LeaveTrial>();
        for (int s = seed; s < seed + seeds; s++) {
            var watch = new GoodbyeWatch();
            var cluster = warm(count, churnPercent, s, List.of(watch));
            var dice = cluster.world().split();
            for (int leave = 1; leave <= leaves; leave++) {
                var trial = LeaveTrial.run(cluster, watch, dice);
                trials.add(trial);
                print(s, leave, trial);
            }
        }
        var third = Spread.of(trials.stream().mapToDouble(trial -> 100 * trial.share(3)));
        var command = Spread.of(trials.stream().mapToDouble(LeaveTrial::commandSeconds));
        System.out.printf(
                Locale.ROOT,
                "%nwithin 3 s, in percent, median (range): %s; in the mean %.3f. The leave command,"
                        + " in s: %s%n",
                third.text(2),
                third.sum() / third.count(),
                command.text(3));
        System.out.printf(
                Locale.ROOT,
                "seen by 50 %%, 99 %% and 100 %%, in ms, medians: %s, %s and %s; datagrams a node"
                        + " and goodbye, in the mean: %.2f%n",
                Spread.of(trials.stream().mapToDouble(trial -> trial.times().half())).text(1),
                Spread.of(trials.stream().mapToDouble(trial -> trial.times().most())).text(1),
                Spread.of(trials.stream().mapToDouble(trial -> trial.times().all())).text(1),
                trials.stream().mapToDouble(LeaveTrial::datagrams).average().orElse(Double.NaN));
    }

    private void print(int seed, int leave, LeaveTrial trial) {
        System.out.printf(
                Locale.ROOT,
                "%4d %6d %10.2f%% %7.2f%% %7.2f%% %14.1f %8.1f %8.1f %10.2f %10.3f  %s%n",
                seed,
                leave,
                100 * trial.share(1),
                100 * trial.share(2),
                100 * trial.share(3),
                trial.times().half(),
                trial.times().most(),
                trial.times().all(),
                trial.datagrams(),
                trial.commandSeconds(),
                trial.others().isEmpty() ? "" : trial.others());
        file.row(
                seed,
                leave,
                trial.share(1),
                trial.share(2),
                trial.share(3),
                trial.times().half(),
                trial.times().most(),
                trial.times().all(),
                trial.datagrams(),
                trial.commandSeconds());
    }
}
