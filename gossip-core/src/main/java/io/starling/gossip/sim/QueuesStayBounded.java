package io.starling.gossip.sim;

import io.starling.gossip.runtime.Gauge;

/// No queue is ever longer than the configuration allows.
public final class QueuesStayBounded implements Invariant {

    @Override
    public void onGauge(SimCluster cluster, SimNode at, Gauge gauge, long value) {
        var config = cluster.config();
        long bound =
                switch (gauge) {
                    case MEMBERS_ALIVE, MEMBERS_SUSPECT, MEMBERS_DEAD, MEMBERS_LEFT ->
                            config.antiEntropy().membersMax();
                    case RUMORS_QUEUED -> config.gossiping().rumorsMax();
                    case OUTBOX_BYTES -> config.events().outboxBytesMax();
                    case LOCAL_HEALTH -> config.probing().healthMax();
                    case EVENT_STORE_BYTES -> config.events().retentionBytesMax();
                    case EVENTS_HELD -> config.events().windowMax();
                    case LAMPORT_TIME, EVENT_ORIGINS, STATE_UNKEPT_SECONDS -> Long.MAX_VALUE;
                };
        if (value > bound || value < 0 && gauge != Gauge.LAMPORT_TIME) {
            cluster.broken(
                    this, at.name(), "%s is %d, the bound is %d".formatted(gauge, value, bound));
        }
    }
}
