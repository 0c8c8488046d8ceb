package io.starling.gossip.sim;

import io.starling.gossip.sim.Fault.DiskFate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// A cluster in daily use: one event a second, and members that start anew at a steady rate, for
/// hours. Every event has to get to everybody who was there from 5 s before its fire to 60 s after,
/// and to nobody who started later.
///
/// The invariants watch over what is delivered twice or out of order.
public final class Soak {
    private static final Duration BEFORE = Duration.ofSeconds(5);
    private static final Duration AFTER = Duration.ofSeconds(60);
    private static final Duration SECOND = Duration.ofSeconds(1);
    /// Restarts fall between the fires: what an origin fires in its last millisecond may be lost.
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    private final SimCluster cluster;
    private final SplittableRandom dice;
    private final double restartsPerSecond;
    private double restartsDue;
    private int restarts;
    private int judged;
    private final List<String> misses = new ArrayList<>();
    private final List<String> replays = new ArrayList<>();

    /// @param restartShare of the members, that start anew in a minute
    public Soak(int nodes, double restartShare, long seed) {
        var world = new SimWorld(seed);
        this.cluster = SimCluster.in(world, SimCluster.Spec.LAN, nodes, Invariant.ofDelivery());
        this.dice = world.split();
        this.restartsPerSecond = restartShare * nodes / 60;
        cluster.runUntil(cluster::everyoneKnowsEveryone);
    }

    /// Goes on for a while; to be called again for more.
    public void run(Duration during) {
        for (long second = 0; second < during.toSeconds(); second++) {
            fire();
            cluster.runFor(HALF_A_SECOND);
            restartSome();
            cluster.runFor(SECOND.minus(HALF_A_SECOND));
            judge();
        }
    }

    private void fire() {
        var live = joined();
        int origin = cluster.nodes().indexOf(live.get(dice.nextInt(live.size())));
        var payload = ("fired at " + cluster.world().now()).getBytes(StandardCharsets.UTF_8);
        cluster.fire(origin, "soak", payload);
    }

    private List<SimNode> joined() {
        return cluster.live().stream()
                .filter(
                        node ->
                                node.run()
                                        .filter(run -> run.joinedAt() != NodeRun.NEVER)
                                        .isPresent())
                .toList();
    }

    private void restartSome() {
        restartsDue += restartsPerSecond;
        for (; restartsDue >= 1; restartsDue--) {
            var live = cluster.live();
            var node = live.get(dice.nextInt(live.size()));
            cluster.restart(cluster.nodes().indexOf(node), DiskFate.KEPT);
            restarts++;
        }
    }

    /// Looks at the events that are old enough.
    private void judge() {
        var events = cluster.ledger().events();
        long now = cluster.world().nanos();
        while (judged < events.size() && events.get(judged).firedAt() + AFTER.toNanos() <= now) {
            var event = events.get(judged);
            for (var node : cluster.nodes()) {
                node.run().ifPresent(run -> judge(run, event));
            }
            judged++;
        }
    }

    private void judge(NodeRun run, FiredEvent event) {
        if (run.joinedAt() <= event.firedAt() - BEFORE.toNanos() && !run.has(event)) {
            misses.add("%s has not got %s".formatted(run, event));
        } else if (run.startedAt() > event.firedAt() && run.has(event)) {
            replays.add("%s started later and has got %s".formatted(run, event));
        }
    }

    /// Who did not get what.
    public List<String> misses() {
        return Collections.unmodifiableList(misses);
    }

    /// Who got what was history.
    public List<String> replays() {
        return Collections.unmodifiableList(replays);
    }

    /// Events that were looked at.
    public int judged() {
        return judged;
    }

    public int restarts() {
        return restarts;
    }

    public SimCluster cluster() {
        return cluster;
    }
}
