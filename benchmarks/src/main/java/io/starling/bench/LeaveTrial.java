package io.starling.bench;

import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;
import io.starling.gossip.sim.Fault.DiskFate;
import io.starling.gossip.sim.NodeRun;
import io.starling.gossip.sim.SimCluster;

import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One member says goodbye: who sees it as left, and when.
///
/// Asked are those that take part then and had joined before. Who does not know of the member at
/// all has not seen it leave.
final class LeaveTrial {
    static final int SECONDS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final SimCluster cluster;
    private final long beganNanos;
    private final NodeId leaver;
    private final double[] shares = new double[SECONDS];
    private final SortedMap<String, Integer> others = new TreeMap<>();
    private double commandSeconds = Double.NaN;

    private LeaveTrial(SimCluster cluster, NodeId leaver) {
        this.cluster = cluster;
        this.beganNanos = cluster.world().nanos();
        this.leaver = leaver;
    }

    /// Takes some virtual seconds.
    static LeaveTrial run(SimCluster cluster, int index) {
        var node = cluster.node(index);
        var trial = new LeaveTrial(cluster, node.run().orElseThrow().id());
        cluster.leave(index).thenAccept(_ -> trial.commandEnded());
        for (int second = 0; second < SECONDS; second++) {
            cluster.runFor(Duration.ofSeconds(1));
            trial.ask(second);
        }
        cluster.runFor(LIMIT.minusSeconds(SECONDS));
        node.kill(DiskFate.KEPT);
        return trial;
    }

    private void commandEnded() {
        commandSeconds = (cluster.world().nanos() - beganNanos) / 1e9;
    }

    private void ask(int second) {
        int asked = 0;
        int seen = 0;
        others.clear();
        for (var node : cluster.live()) {
            var run = node.run().filter(live -> live.joinedAt() < beganNanos);
            if (run.isPresent()) {
                asked++;
                var status = statusAt(run.get());
                if (status.equals(Optional.of(Status.LEFT))) {
                    seen++;
                } else {
                    others.merge(status.map(Status::name).orElse("unknown"), 1, Integer::sum);
                }
            }
        }
        shares[second] = (double) seen / asked;
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

    /// Of those asked, how many saw it as left.
    ///
    /// @param seconds after it began, from 1
    double share(int seconds) {
        return shares[seconds - 1];
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
