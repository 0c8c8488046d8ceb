package io.starling.bench;

import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.sim.SimCluster;
import io.starling.gossip.sim.SimHost;
import io.starling.gossip.sim.SimNode;
import io.starling.gossip.sim.SimWorld;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// One simulated cluster in which some members stall again and again, others die for good, and the
/// rest are healthy and see both (Lifeguard §V).
///
/// @param stalled how many stall; the times for which a member stalls and runs alternate
/// @param killed how many die, one after the other, evenly over the time
record StallTrial(
        GossipConfig config, StallKind kind, int nodes, int stalled, int killed, Duration lasting) {
    /// Times are drawn between two of these, every magnitude equally often. They are the least and
    /// the most of the paper's.
    private static final long[] STALL_MILLIS = {128, 32_768};

    private static final long[] RUN_MILLIS = {1, 16_384};

    /// What stands still when a member stalls.
    enum StallKind {
        /// The whole process, as in a long collection or a suspended machine: timers included.
        PROCESS,
        /// Its messages, in both directions, while its timers run on, as in the paper.
        MESSAGES
    }

    FailureCensus run(long seed) {
        var world = new SimWorld(seed);
        var census = new FailureCensus();
        var cluster =
                SimCluster.formed(world, SimCluster.Spec.LAN.with(config), nodes, List.of(census));
        var dice = world.split();
        var order = new ArrayList<>(cluster.nodes());
        Collections.shuffle(order, dice);
        var stalling = order.subList(0, stalled);
        var dying = order.subList(stalled, stalled + killed);
        census.expectStalls(stalling);
        stalling.forEach(node -> new Stalls(world, node.host(), dice.split()).begin());
        for (int i = 0; i < killed; i++) {
            killAfter(cluster, dying.get(i), lasting.multipliedBy(i + 1).dividedBy(killed + 1));
        }
        cluster.runFor(lasting);
        census.close(cluster);
        return census;
    }

    private static void killAfter(SimCluster cluster, SimNode node, Duration delay) {
        int index = cluster.nodes().indexOf(node);
        cluster.world().at(delay, () -> cluster.kill(index));
    }

    /// The stalls of one member, for ever.
    private final class Stalls {
        private final SimWorld world;
        private final SimHost host;
        private final SplittableRandom dice;

        private Stalls(SimWorld world, SimHost host, SplittableRandom dice) {
            this.world = world;
            this.host = host;
            this.dice = dice;
        }

        private void begin() {
            world.at(draw(RUN_MILLIS), this::stall);
        }

        private void stall() {
            switch (kind) {
                case PROCESS -> host.pause();
                case MESSAGES -> host.block();
            }
            world.at(draw(STALL_MILLIS), this::goOn);
        }

        private void goOn() {
            switch (kind) {
                case PROCESS -> host.resume();
                case MESSAGES -> host.unblock();
            }
            begin();
        }

        private Duration draw(long[] millis) {
            double magnitudes = StrictMath.log((double) millis[1] / millis[0]);
            double times = StrictMath.exp(dice.nextDouble() * magnitudes);
            return Duration.ofNanos((long) (millis[0] * 1e6 * times));
        }
    }
}
