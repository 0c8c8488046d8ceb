package io.starling.bench;

import io.starling.gossip.sim.Hardware;
import io.starling.gossip.sim.Invariant;
import io.starling.gossip.sim.SimCluster;
import io.starling.gossip.sim.SimCluster.Spec;
import io.starling.gossip.sim.SimWorld;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Many events in little time at some members of a simulated cluster whose computing takes time.
///
/// A member spends 5 µs on a datagram sent and 3 µs on one received, or several times as much, and
/// has 2 MiB for those that wait. The invariants watch: an event that is delivered twice or out of
/// order ends the run.
final class Burst {
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final long STEPS_MAX = 100_000_000_000L;
    private static final Duration STEP = Duration.ofMillis(100);

    private final SimCluster cluster;
    private final int origins;
    private final byte[] payload;
    private long accepted;
    private long refused;

    /// @param slower how many times slower than given above the hardware is
    Burst(int nodes, int origins, int payloadBytes, int slower, long seed) {
        this.origins = origins;
        this.payload = new byte[payloadBytes];
        cluster =
                SimCluster.formed(
                        new SimWorld(seed), Spec.LAN.withoutDisks(), nodes, Invariant.ofDelivery());
        cluster.world().stepsMax(STEPS_MAX);
        var core = Hardware.ONE_CORE;
        var hardware =
                new Hardware(
                        core.send().multipliedBy(slower),
                        core.receive().multipliedBy(slower),
                        core.receiveBufferBytes());
        cluster.nodes().forEach(node -> node.host().hardware(hardware));
        cluster.runFor(WARM_UP);
    }

    SimCluster cluster() {
        return cluster;
    }

    long accepted() {
        return accepted;
    }

    long refused() {
        return refused;
    }

    /// Offers so many events a second for a while, evenly, to the origins in turn. What is refused
    /// is not offered again.
    void offer(double perSecond, Duration during) {
        long count = Math.round(perSecond * during.toNanos() / 1e9);
        for (long i = 0; i < count; i++) {
            int origin = (int) (i % origins);
            cluster.world().at(Duration.ofNanos((long) (i * 1e9 / perSecond)), () -> fire(origin));
        }
        cluster.runFor(during);
    }

    private void fire(int origin) {
        cluster.fire(origin, "burst", payload)
                .whenComplete((_, refusal) -> answered(refusal == null));
    }

    private void answered(boolean taken) {
        if (taken) {
            accepted++;
        } else {
            refused++;
        }
    }

    /// Deliveries so far, at all members.
    long delivered() {
        return cluster.nodes().stream().mapToLong(node -> node.log().size()).sum();
    }

    private boolean isComplete() {
        return delivered() == accepted() * cluster.nodes().size();
    }

    /// Lets the cluster go on until everybody has everything, at the most so long.
    void drain(Duration atMost) {
        long end = cluster.world().nanos() + atMost.toNanos();
        while (!isComplete() && cluster.world().nanos() < end) {
            cluster.runFor(STEP);
        }
    }

    /// From fire to hand-out of every event at every member but its origin, in ms, ascending.
    double[] latencies() {
        var events = cluster.ledger().events();
        return cluster.nodes().stream()
                .flatMapToDouble(
                        node -> {
                            var log = node.log();
                            var millis = new double[log.size()];
                            int count = 0;
                            for (int i = 0; i < log.size(); i++) {
                                var event = events.get(log.event(i));
                                if (event.origin().node() != node) {
                                    millis[count++] = (log.nanos(i) - event.firedAt()) / 1e6;
                                }
                            }
                            return Arrays.stream(millis, 0, count);
                        })
                .sorted()
                .toArray();
    }

    /// Deliveries at all members, in ms from the first fire, ascending.
    double[] deliveryMillis() {
        long begin = cluster.ledger().events().getFirst().firedAt();
        return cluster.nodes().stream()
                .flatMapToDouble(
                        node ->
                                IntStream.range(0, node.log().size())
                                        .mapToDouble(i -> (node.log().nanos(i) - begin) / 1e6))
                .sorted()
                .toArray();
    }

    /// When the last delivery was, after the last fire, in ms.
    double completedAfterMillis() {
        var events = cluster.ledger().events();
        long last =
                cluster.nodes().stream()
                        .mapToLong(node -> node.log().nanos(node.log().size() - 1))
                        .max()
                        .orElse(0);
        return (last - events.getLast().firedAt()) / 1e6;
    }
}
