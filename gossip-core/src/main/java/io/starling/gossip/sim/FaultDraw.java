package io.starling.gossip.sim;

import io.starling.gossip.sim.Fault.DiskFate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// Draws faults for one cluster.
///
/// In one storm either clocks step or disks fail. A node that loses the count of its boots and
/// whose clock steps back cannot order its boots, and does not promise to.
final class FaultDraw {
    private static final int KINDS = 17;

    private final SimCluster cluster;
    private final SplittableRandom dice;
    private final Mix mix;
    private final boolean clocksStep;

    FaultDraw(SimCluster cluster, Mix mix, SplittableRandom dice) {
        this.cluster = cluster;
        this.mix = mix;
        this.dice = dice;
        this.clocksStep = dice.nextBoolean();
    }

    /// A fault of the mix: others are drawn and thrown away, so that a new kind needs no place in
    /// each mix.
    Fault draw() {
        var fault = drawAny();
        while (!mix.admits(fault)) {
            fault = drawAny();
        }
        return fault;
    }

    private Fault drawAny() {
        return switch (dice.nextInt(KINDS)) {
            case 0 -> new Fault.Loss(0.02 + 0.38 * dice.nextDouble());
            case 1 -> new Fault.Loss(0.3 + 0.6 * dice.nextDouble(), List.of(node()));
            case 2 -> new Fault.Duplicate(0.5 * dice.nextDouble());
            case 3 -> new Fault.Reorder(0.5 * dice.nextDouble(), millis(1, 500));
            case 4 -> new Fault.Delay(millis(1, 200), millis(1, 2_000));
            case 5 -> oneWay();
            case 6 -> partition();
            case 7 -> new Fault.Corrupt(0.05 * dice.nextDouble());
            case 8 -> new Fault.Mtu(576 + dice.nextInt(900));
            case 9, 10 -> new Fault.Pause(node());
            case 11 -> new Fault.Crash(node(), diskFate());
            case 12 -> new Fault.Restart(node(), diskFate(), dice.nextInt(3) == 0);
            case 13 -> new Fault.Leave(node());
            case 14 -> swap();
            case 15 -> namesake();
            default -> clockOrDisk();
        };
    }

    Duration lasting(Fault fault) {
        return switch (fault) {
            // From a short collection to a suspended machine, each magnitude equally often.
            case Fault.Pause _ ->
                    millis(10, (int) StrictMath.pow(10, 1.5 + 3.3 * dice.nextDouble()));
            case Fault.Partition _ -> millis(500, 60_000);
            case Fault.Crash _, Fault.OneWay _, Fault.Firewall _ -> millis(500, 40_000);
            case Fault.Namesake _,
                    Fault.Leave _,
                    Fault.ClockStep _,
                    Fault.DiskFull _,
                    Fault.DiskBroken _ ->
                    millis(5_500, 40_000);
            case Fault.Loss _,
                    Fault.Duplicate _,
                    Fault.Reorder _,
                    Fault.Delay _,
                    Fault.Mtu _,
                    Fault.Corrupt _,
                    Fault.SwapAddresses _,
                    Fault.Restart _ ->
                    millis(500, 20_000);
        };
    }

    Fault.Partition partition() {
        var groups = split();
        return new Fault.Partition(groups.get(0), groups.get(1));
    }

    private Fault swap() {
        var pair = pair();
        // Of two that start in the same moment and find each other before the cluster, one may take
        // what the other learns there for new: docs/protocol.md, "The door".
        return new Fault.SwapAddresses(pair.get(0), pair.get(1), diskFate(), Duration.ofSeconds(2));
    }

    private Fault namesake() {
        var pair = pair();
        return new Fault.Namesake(pair.get(0), pair.get(1));
    }

    private List<String> pair() {
        int first = dice.nextInt(cluster.nodes().size());
        int second =
                (first + 1 + dice.nextInt(cluster.nodes().size() - 1)) % cluster.nodes().size();
        return List.of(cluster.node(first).name(), cluster.node(second).name());
    }

    private Fault oneWay() {
        var groups = split();
        return new Fault.OneWay(groups.get(0), groups.get(1));
    }

    /// Two groups, anything from one node alone to half of them.
    private List<List<String>> split() {
        var names = new ArrayList<String>();
        cluster.nodes().forEach(node -> names.add(node.name()));
        Collections.shuffle(names, dice);
        int cut = 1 + dice.nextInt(names.size() / 2);
        return List.of(names.subList(0, cut), names.subList(cut, names.size()));
    }

    private Fault clockOrDisk() {
        if (clocksStep) {
            return new Fault.ClockStep(
                    node(), Duration.ofMillis(dice.nextInt(-3_600_000, 3_600_000)));
        }
        return dice.nextBoolean() ? new Fault.DiskFull(node()) : new Fault.DiskBroken(node());
    }

    private DiskFate diskFate() {
        return switch (dice.nextInt(4)) {
            case 0 -> DiskFate.LOST;
            case 1 -> clocksStep ? DiskFate.KEPT : DiskFate.TORN;
            default -> DiskFate.KEPT;
        };
    }

    private String node() {
        return cluster.node(dice.nextInt(cluster.nodes().size())).name();
    }

    private Duration millis(int least, int most) {
        return Duration.ofMillis(dice.nextInt(least, Math.max(least, most) + 1));
    }
}
