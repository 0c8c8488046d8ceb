package io.starling.bench;

import io.starling.bench.Journey.Costs;
import io.starling.bench.Journey.Reach;
import io.starling.bench.Journey.Repairs;
import io.starling.gossip.runtime.Counter;
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
import java.util.function.ToLongFunction;

/// Single events in a simulated cluster of production nodes: when each member gets each of them,
/// and what that costs.
///
/// Who crashed and who stalls is drawn anew for each event.
final class Propagation {
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
    /// Until what a node remembers of silent peers is over, so that events do not meet.
    private static final Duration APART = Duration.ofSeconds(3);
    private static final Hardware HARDWARE = new Hardware(Conditions.SEND, Duration.ZERO, 2 << 20);

    private final SimCluster cluster;
    private final EventTrail trail;
    private final SplittableRandom dice;
    private final Conditions conditions;
    private int fired;

    /// @param spec what the nodes have in common; they have no disks
    Propagation(Spec spec, int nodes, Conditions conditions, long seed) {
        this.conditions = conditions;
        var world = new SimWorld(seed, conditions.latency().model(seed));
        this.trail = new EventTrail(nodes);
        this.cluster = SimCluster.formed(world, spec.withoutDisks(), nodes, List.of(trail));
        this.dice = world.split();
        cluster.nodes().forEach(node -> node.host().hardware(HARDWARE));
        cluster.runFor(WARM_UP);
    }

    SimCluster cluster() {
        return cluster;
    }

    /// Who takes part in the spread of one event, and how.
    ///
    /// @param live the origin, the others that are well, and behind them those that stall
    /// @param swift how many of them do not stall
    record Roles(List<SimNode> crashed, List<SimNode> live, int swift) {
        SimNode origin() {
            return live.getFirst();
        }

        List<SimNode> stalled() {
            return live.subList(swift, live.size());
        }
    }

    /// Draws roles in which at least one member is well.
    Roles draw() {
        var shuffled = new ArrayList<>(cluster.nodes());
        Collections.shuffle(shuffled, dice);
        int silent = (int) Math.round(conditions.crashed() * shuffled.size());
        int stalled = (int) Math.round(conditions.stalled() * shuffled.size());
        silent = Math.min(silent, shuffled.size() - 1);
        var live = shuffled.subList(silent, shuffled.size());
        return new Roles(shuffled.subList(0, silent), live, Math.max(1, live.size() - stalled));
    }

    /// Fires one event of about 260 bytes, and follows it for some seconds.
    Journey fire(Roles roles) {
        var before = Spent.of(cluster);
        cluster.runFor(conditions.faulty());
        var background = Spent.of(cluster).minus(before);

        roles.crashed().forEach(node -> pause(node, conditions.silent()));
        roles.stalled().forEach(node -> pause(node, Conditions.STALL));
        if (conditions.loss() > 0) {
            cluster.inject(new Fault.Loss(conditions.loss()), conditions.faulty());
        }
        var idle = Spent.of(cluster);
        var name = "propagation-" + ++fired;
        trail.follow(name, cluster.world().nanos());
        cluster.fire(cluster.nodes().indexOf(roles.origin()), name, new byte[170]);
        cluster.runFor(conditions.faulty());
        var costs = Spent.of(cluster).minus(idle).beyond(background, roles.live().size());
        cluster.runFor(longer(FIVE_SECONDS.minus(conditions.faulty()), APART));
        return journey(roles, costs);
    }

    private void pause(SimNode node, Duration lasting) {
        cluster.inject(new Fault.Pause(node.name()), lasting);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private Journey journey(Roles roles, Costs costs) {
        var swift = roles.live().subList(0, roles.swift());
        return new Journey(
                millis(swift, node -> trail.receivedAfter(node.host())),
                millis(swift, node -> trail.handedOutAfter(node.host())),
                roles.swift(),
                new Reach(reached(roles, Duration.ofSeconds(1)), reached(roles, FIVE_SECONDS)),
                hops(roles.live()),
                costs);
    }

    private static double[] millis(List<SimNode> members, ToLongFunction<SimNode> nanos) {
        return members.stream()
                .mapToLong(nanos)
                .filter(each -> each != EventTrail.NEVER)
                .sorted()
                .mapToDouble(each -> each / 1e6)
                .toArray();
    }

    private double reached(Roles roles, Duration after) {
        long had =
                roles.live().stream()
                        .filter(node -> trail.receivedAfter(node.host()) <= after.toNanos())
                        .count();
        return (double) had / roles.live().size();
    }

    private long[] hops(List<SimNode> members) {
        int most = members.stream().mapToInt(node -> trail.hops(node.host())).max().orElse(0);
        var counts = new long[most + 1];
        members.stream()
                .mapToInt(node -> trail.hops(node.host()))
                .filter(each -> each != EventTrail.UNKNOWN)
                .forEach(each -> counts[each]++);
        return counts;
    }

    /// What all members spent so far, or in a while.
    ///
    /// @param sends datagrams of each member
    private record Spent(long copies, long[] sends, long bytes, Repairs repairs) {
        static Spent of(SimCluster cluster) {
            return new Spent(
                    cluster.counted(Counter.EVENTS_RECEIVED)
                            + cluster.counted(Counter.EVENTS_DUPLICATE),
                    cluster.nodes().stream()
                            .mapToLong(
                                    node -> node.host().observer().counted(Counter.DATAGRAMS_SENT))
                            .toArray(),
                    cluster.counted(Counter.DATAGRAM_BYTES_SENT),
                    new Repairs(
                            cluster.counted(Counter.HAND_OVERS_REPEATED),
                            cluster.counted(Counter.HAND_OVERS_REDELEGATED),
                            cluster.counted(Counter.CONFIRMATIONS_REPAIRED),
                            cluster.counted(Counter.EVENT_PULLS_SENT)));
        }

        Spent minus(Spent other) {
            var rest = sends.clone();
            Arrays.setAll(rest, i -> sends[i] - other.sends[i]);
            return new Spent(
                    copies - other.copies,
                    rest,
                    bytes - other.bytes,
                    new Repairs(
                            repairs.repeated() - other.repairs.repeated(),
                            repairs.redelegated() - other.repairs.redelegated(),
                            repairs.byRing() - other.repairs.byRing(),
                            repairs.pulls() - other.repairs.pulls()));
        }

        /// Of one of so many live members, what is not background.
        Costs beyond(Spent background, int live) {
            var net = minus(background);
            return new Costs(
                    (double) net.copies / live,
                    (double) Arrays.stream(net.sends).sum() / live,
                    (double) net.bytes / live,
                    Arrays.stream(net.sends).max().orElse(0),
                    repairs);
        }
    }
}
