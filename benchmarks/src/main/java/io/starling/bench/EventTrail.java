package io.starling.bench;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.sim.Invariant;
import io.starling.gossip.sim.NodeRun;
import io.starling.gossip.sim.SimCluster;
import io.starling.gossip.sim.SimHost;

import java.util.Arrays;

/// Follows one event at a time through a simulated cluster: when each member had it, and over how
/// many others it came.
///
/// Who brought it is known without a field on the wire: a member hands an event out while it
/// reads the datagram with the first copy, and the simulator knows whose that is. What came by a
/// stream, or had to wait for an earlier event, has no number of hops.
final class EventTrail implements Invariant {
    static final int UNKNOWN = -1;
    static final long NEVER = Long.MAX_VALUE;

    private final long[] received;
    private final long[] handedOut;
    private final int[] hops;
    private String event = "";
    private long firedAt;

    EventTrail(int nodes) {
        received = new long[nodes];
        handedOut = new long[nodes];
        hops = new int[nodes];
    }

    /// From now on it is this event that is followed.
    void follow(String event, long firedAt) {
        this.event = event;
        this.firedAt = firedAt;
        Arrays.fill(received, NEVER);
        Arrays.fill(handedOut, NEVER);
        Arrays.fill(hops, UNKNOWN);
    }

    /// Nanoseconds from the fire until the member had it.
    long receivedAfter(SimHost host) {
        return received[host.index()];
    }

    long handedOutAfter(SimHost host) {
        return handedOut[host.index()];
    }

    int hops(SimHost host) {
        return hops[host.index()];
    }

    @Override
    public boolean looksEverySecond() {
        return false;
    }

    @Override
    public void onDelivery(SimCluster cluster, NodeRun at, Delivery delivery) {
        if (delivery instanceof Delivery.Event(var heard, _, var held)
                && heard.name().equals(event)) {
            int index = at.node().host().index();
            long after = cluster.world().nanos() - firedAt;
            handedOut[index] = after;
            received[index] = after - held.toNanos();
            if (heard.key().boot().equals(at.boot())) {
                hops[index] = 0;
            } else if (held.isZero()) {
                hops[index] = hopsVia(cluster);
            }
        }
    }

    private int hopsVia(SimCluster cluster) {
        int before = cluster.world().speaker().map(this::hops).orElse(UNKNOWN);
        return before == UNKNOWN ? UNKNOWN : before + 1;
    }
}
