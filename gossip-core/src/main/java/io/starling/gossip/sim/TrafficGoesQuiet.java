package io.starling.gossip.sim;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;

/// With nothing to say, nodes probe and exchange state now and then, and say nothing else.
///
/// Every datagram of a quiet time is a ping or its ack, no claim waits to be told, and no copy of
/// an event moves.
public final class TrafficGoesQuiet implements Invariant {
    private long datagrams;
    private long probes;
    private long events;

    @Override
    public void onQuiet(SimCluster cluster) {
        datagrams = cluster.counted(Counter.DATAGRAMS_SENT);
        probes = cluster.counted(Counter.PROBES);
        events = cluster.counted(Counter.EVENTS_RECEIVED);
    }

    @Override
    public void onQuiescence(SimCluster cluster) {
        long sent = cluster.counted(Counter.DATAGRAMS_SENT) - datagrams;
        // Acks of probes from before count here, so one more a node.
        long probing = 2 * (cluster.counted(Counter.PROBES) - probes) + cluster.live().size();
        if (sent > probing) {
            broken(cluster, "%d datagrams, %d for probes".formatted(sent, probing));
        }
        long received = cluster.counted(Counter.EVENTS_RECEIVED) - events;
        if (received > 0) {
            broken(cluster, "%d copies of events".formatted(received));
        }
        for (var node : cluster.live()) {
            requireEmpty(cluster, node, Gauge.RUMORS_QUEUED);
            requireEmpty(cluster, node, Gauge.OUTBOX_BYTES);
            requireEmpty(cluster, node, Gauge.EVENTS_HELD);
        }
    }

    private void requireEmpty(SimCluster cluster, SimNode node, Gauge gauge) {
        long value = node.host().observer().value(gauge);
        if (value > 0) {
            cluster.broken(this, node.name(), "%s is %d with no input".formatted(gauge, value));
        }
    }

    private void broken(SimCluster cluster, String what) {
        cluster.broken(this, cluster.pool().cluster(), what + " in a quiet time");
    }
}
