package io.starling.bench;

import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.sim.Fault.DiskFate;
import io.starling.gossip.sim.NodeRun;
import io.starling.gossip.sim.SimCluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// One member says goodbye: who sees it as left, and when, and what that costs.
///
/// Asked are those that take part then and had joined before. Who does not know of the member at
/// all has not seen it leave.
final class LeaveTrial {
    static final int SECONDS = 3;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final SimCluster cluster;
    private final GoodbyeWatch watch;
    private final long beganNanos;
    private final NodeId leaver;
    private final double[] shares = new double[SECONDS];
    private final SortedMap<String, Integer> others = new TreeMap<>();
    private List<NodeRun> asked = List.of();
    private Times times = new Times(Double.NaN, Double.NaN, Double.NaN);
    private double datagrams;
    private double commandSeconds = Double.NaN;

    /// Milliseconds from the goodbye until so many of those asked had heard it; not a number if
    /// they had not when the trial ended.
    record Times(double half, double most, double all) {}

    private LeaveTrial(SimCluster cluster, GoodbyeWatch watch, NodeId leaver) {
        this.cluster = cluster;
        this.watch = watch;
        this.beganNanos = cluster.world().nanos();
        this.leaver = leaver;
        watch.watch(leaver);
    }

    /// Takes some virtual seconds.
    ///
    /// @param watch hears the members of the cluster
    /// @param dice choose who leaves
    static LeaveTrial run(SimCluster cluster, GoodbyeWatch watch, SplittableRandom dice) {
        long usual = datagramsInTheNextSecond(cluster);
        int index = Churn.anyOf(cluster, dice);
        var node = cluster.node(index);
        var trial = new LeaveTrial(cluster, watch, node.run().orElseThrow().id());
        cluster.leave(index).thenAccept(_ -> trial.commandEnded());
        long sent = datagramsInTheNextSecond(cluster);
        trial.ask(0);
        trial.datagrams = (double) (sent - usual) / trial.asked.size();
        for (int second = 1; second < SECONDS; second++) {
            cluster.runFor(SECOND);
            trial.ask(second);
        }
        cluster.runFor(LIMIT.minusSeconds(SECONDS));
        trial.times = new Times(trial.until(0.5), trial.until(0.99), trial.until(1));
        node.kill(DiskFate.KEPT);
        return trial;
    }

    private static long datagramsInTheNextSecond(SimCluster cluster) {
        long before = cluster.counted(Counter.DATAGRAMS_SENT);
        cluster.runFor(SECOND);
        return cluster.counted(Counter.DATAGRAMS_SENT) - before;
    }

    private void commandEnded() {
        commandSeconds = (cluster.world().nanos() - beganNanos) / 1e9;
    }

    private void ask(int second) {
        asked = new ArrayList<>();
        int seen = 0;
        others.clear();
        for (var node : cluster.live()) {
            var run = node.run().filter(live -> live.joinedAt() < beganNanos);
            if (run.isPresent()) {
                asked.add(run.get());
                var status = statusAt(run.get());
                if (status.equals(Optional.of(Status.LEFT))) {
                    seen++;
                } else {
                    others.merge(status.map(Status::name).orElse("unknown"), 1, Integer::sum);
                }
            }
        }
        shares[second] = (double) seen / asked.size();
    }

    private Optional<Status> statusAt(NodeRun observer) {
        var rows = observer.handle().members();
        int low = 0;
        int high = rows.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rows.get(middle).id().compareTo(leaver) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < rows.size() && rows.get(low).id().equals(leaver)
                ? Optional.of(rows.get(low).status())
                : Optional.empty();
    }

    private double until(double share) {
        return watch.millisUntil(share, asked, beganNanos);
    }

    /// Of those asked, how many saw it as left.
    ///
    /// @param seconds after it began, from 1
    double share(int seconds) {
        return shares[seconds - 1];
    }

    Times times() {
        return times;
    }

    /// That each member sent in the second after the goodbye, on average, beyond those of the
    /// second before.
    double datagrams() {
        return datagrams;
    }

    /// How long the leave command took; not a number if it had not ended when the process did.
    double commandSeconds() {
        return commandSeconds;
    }

    /// What those that did not see it as left saw in the end.
    SortedMap<String, Integer> others() {
        return others;
    }
}
