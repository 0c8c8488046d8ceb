package io.starling.bench;

import io.starling.gossip.sim.Fault.DiskFate;
import io.starling.gossip.sim.SimCluster;
import io.starling.gossip.sim.SimNode;

import java.time.Duration;
import java.util.SplittableRandom;

/// Members that come and go: in turn one dies without a word and one says goodbye, evenly over
/// time; each is back after a while, so that the cluster keeps its size.
final class Churn {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DOWN = Duration.ofSeconds(30);
    /// Within it a leaving node has said what it has to say.
    private static final Duration GOODBYE = Duration.ofSeconds(6);

    private final SimCluster cluster;
    private final SplittableRandom dice;
    private final Duration pause;
    private boolean says;

    /// @param percent of the members that go, and as many that come, in a minute; more than 0
    Churn(SimCluster cluster, double percent) {
        this.cluster = cluster;
        this.dice = cluster.world().split();
        double perMinute = cluster.nodes().size() * percent / 100;
        this.pause = Duration.ofNanos((long) (MINUTE.toNanos() / perMinute));
    }

    void begin() {
        cluster.world().at(pause, this::strike);
    }

    private void strike() {
        begin();
        says = !says;
        int index = anyOf(cluster, dice);
        var node = cluster.node(index);
        if (says) {
            cluster.leave(index);
            cluster.world().at(GOODBYE, () -> end(node));
        } else {
            end(node);
        }
    }

    private void end(SimNode node) {
        node.kill(DiskFate.KEPT);
        cluster.world().at(DOWN, node::revive);
    }

    /// @return the index of a node that takes part
    static int anyOf(SimCluster cluster, SplittableRandom dice) {
        int index = dice.nextInt(cluster.nodes().size());
        while (!cluster.node(index).takesPart()) {
            index = dice.nextInt(cluster.nodes().size());
        }
        return index;
    }
}
