package io.starling.bench;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.sim.DelayModel;
import io.starling.gossip.sim.Fault;
import io.starling.gossip.sim.Hardware;
import io.starling.gossip.sim.SimCluster;
import io.starling.gossip.sim.SimCluster.Spec;
import io.starling.gossip.sim.SimNode;
import io.starling.gossip.sim.SimWorld;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// Single events in a simulated cluster: when each member gets each of them, and what that costs.
///
/// Members that crashed without anybody having noticed are silent from just before an event, others
/// each time, and for less than a probe would wait: so they are never found out, and everybody goes
/// on believing in them. They do not count among those that an event has to reach. Datagrams get
/// lost for a second, lest suspicions and their refutations become most of what is measured.
final class Propagation {
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration FAULTY = Duration.ofSeconds(1);
    private static final Duration SILENT = Duration.ofMillis(450);
    /// Until what a node remembers of silent peers is over, so that events do not meet.
    private static final Duration APART = Duration.ofSeconds(3);
    private static final Hardware HARDWARE =
            new Hardware(Duration.ofNanos(5_000), Duration.ZERO, 2 << 20);

    private final SimCluster cluster;
    private final SplittableRandom dice;
    private final Network network;

    /// What lies between the members, and what is wrong.
    ///
    /// @param loss of each datagram, 0 to 1
    /// @param crashed share of the members
    record Network(Latency latency, double loss, double crashed) {}

    /// One-way delays.
    enum Latency {
        LOOPBACK,
        LAN,
        WAN;

        private DelayModel model(long seed) {
            return switch (this) {
                case LOOPBACK -> DelayModel.loopback();
                case LAN -> DelayModel.lan();
                case WAN -> DelayModel.wan(seed);
            };
        }
    }

    /// How one event went.
    ///
    /// @param millis from the fire to each delivery, ascending; the origin's own is the first
    /// @param live members that it had to reach
    /// @param costs of one of them
    record Journey(double[] millis, int live, Costs costs) {

        /// When this share of the live members had it; not a number if never.
        double at(double share) {
            int needed = (int) Math.ceil(share * live - 1e-9);
            return needed <= millis.length ? millis[Math.max(0, needed - 1)] : Double.NaN;
        }

        /// Which share of the live members had it after so long.
        double coverage(double afterMillis) {
            long had = Arrays.stream(millis).filter(each -> each <= afterMillis).count();
            return (double) had / live;
        }
    }

    Propagation(Spec spec, int nodes, Network network, long seed) {
        this.network = network;
        var world = new SimWorld(seed, network.latency().model(seed));
        this.cluster = SimCluster.formed(world, spec.withoutDisks(), nodes, List.of());
        this.dice = world.split();
        cluster.nodes().forEach(node -> node.host().hardware(HARDWARE));
        cluster.runFor(WARM_UP);
    }

    SimCluster cluster() {
        return cluster;
    }

    /// Fires one event of about 260 bytes at any live member, and follows it for some seconds.
    Journey fire() {
        var shuffled = new ArrayList<>(cluster.nodes());
        Collections.shuffle(shuffled, dice);
        int silent = (int) (network.crashed() * shuffled.size());
        var live = shuffled.subList(silent, shuffled.size());
        var before = Costs.of(cluster);
        cluster.runFor(FAULTY);
        var background = Costs.of(cluster).minus(before);

        shuffled.subList(0, silent)
                .forEach(node -> cluster.inject(new Fault.Pause(node.name()), SILENT));
        if (network.loss() > 0) {
            cluster.inject(new Fault.Loss(network.loss()), FAULTY);
        }
        var idle = Costs.of(cluster);
        int event = cluster.ledger().events().size();
        long began = cluster.world().nanos();
        cluster.fire(cluster.nodes().indexOf(live.getFirst()), "propagation", new byte[180]);
        cluster.runFor(FAULTY);
        var spent = Costs.of(cluster).minus(idle).minus(background);
        cluster.runFor(APART);
        return new Journey(millis(live, event, began), live.size(), spent.perNode(live.size()));
    }

    private static double[] millis(List<SimNode> live, int event, long began) {
        return live.stream()
                .mapToDouble(node -> (deliveredAt(node, event) - began) / 1e6)
                .filter(each -> each >= 0)
                .sorted()
                .toArray();
    }

    private static long deliveredAt(SimNode node, int event) {
        var log = node.log();
        for (int i = log.size() - 1; i >= 0; i--) {
            if (log.event(i) == event) {
                return log.nanos(i);
            }
        }
        return Long.MIN_VALUE / 2;
    }

    /// What was spent in a while.
    ///
    /// @param copies of events received
    /// @param datagrams sent, all that is not background, which is as much again in a quiet second
    record Costs(double copies, double datagrams, double bytes) {
        private static Costs of(SimCluster cluster) {
            return new Costs(
                    cluster.counted(Counter.EVENTS_RECEIVED)
                            + cluster.counted(Counter.EVENTS_DUPLICATE),
                    cluster.counted(Counter.DATAGRAMS_SENT),
                    cluster.counted(Counter.DATAGRAM_BYTES_SENT));
        }

        private Costs perNode(int nodes) {
            return new Costs(copies / nodes, datagrams / nodes, bytes / nodes);
        }

        private Costs minus(Costs other) {
            return new Costs(
                    copies - other.copies, datagrams - other.datagrams, bytes - other.bytes);
        }
    }
}
