package io.starling.gossip.sim;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;

import java.util.EnumMap;

/// With nothing to say, nodes probe and exchange state now and then, and say nothing else.
///
/// Every datagram of a quiet time is a ping or its ack, no claim waits to be told, and no copy of
/// an event moves.
public final class TrafficGoesQuiet implements Invariant {
    private final long[] before = new long[Counter.values().length];

    @Override
    public void onQuiet(SimCluster cluster) {
        for (var counter : Counter.values()) {
            before[counter.ordinal()] = cluster.counted(counter);
        }
    }

    @Override
    public void onQuiescence(SimCluster cluster) {
        // Acks of probes from before count here, so one more a node.
        long probing = 2 * since(cluster, Counter.PROBES) + cluster.live().size();
        if (since(cluster, Counter.DATAGRAMS_SENT) > probing) {
            broken(cluster, "more datagrams than %d for probes".formatted(probing));
        }
        if (since(cluster, Counter.EVENTS_RECEIVED) > 0) {
            broken(cluster, "copies of events");
        }
        // Who is alone has nobody to tell its own claim to.
        long rumors = cluster.live().size() > 1 ? 0 : 1;
        for (var node : cluster.live()) {
            requireAtMost(cluster, node, Gauge.RUMORS_QUEUED, rumors);
            // A ping or an ack may wait for its datagram just now.
            requireAtMost(cluster, node, Gauge.OUTBOX_BYTES, cluster.config().datagramBytesMax());
            requireAtMost(cluster, node, Gauge.EVENTS_HELD, 0);
        }
    }

    private void requireAtMost(SimCluster cluster, SimNode node, Gauge gauge, long most) {
        long value = node.host().observer().value(gauge);
        if (value > most) {
            cluster.broken(this, node.name(), "%s is %d with no input".formatted(gauge, value));
        }
    }

    private long since(SimCluster cluster, Counter counter) {
        return cluster.counted(counter) - before[counter.ordinal()];
    }

    /// With all that was counted meanwhile, which tells where it came from.
    private void broken(SimCluster cluster, String what) {
        var counted = new EnumMap<Counter, Long>(Counter.class);
        for (var counter : Counter.values()) {
            if (since(cluster, counter) > 0) {
                counted.put(counter, since(cluster, counter));
            }
        }
        cluster.broken(
                this, cluster.pool().cluster(), "%s in a quiet time: %s".formatted(what, counted));
    }
}
