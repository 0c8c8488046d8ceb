package io.starling.gossip.sim;

import io.starling.gossip.runtime.Gauge;

/// No queue is ever longer than the configuration allows.
public final class QueuesStayBounded implements Invariant {
    private static final long WINDOW_MAX = 4_096;
    /// What one fire may add to the queue, which is open to it until it is half full.
    private static final long OWN_COPIES_BYTES_MAX = 64 * 1_024;

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
                    case HAND_OVERS_UNACKNOWLEDGED, HAND_OVERS_WINDOW -> WINDOW_MAX;
                    case HAND_OVERS_WAITING_BYTES ->
                            config.events().outboxBytesMax() + OWN_COPIES_BYTES_MAX;
                    case LAMPORT_TIME,
                            EVENT_ORIGINS,
                            RECEIPT_TIMEOUT_SECONDS,
                            STATE_UNKEPT_SECONDS ->
                            Long.MAX_VALUE;
                };
        if (value > bound || value < 0 && gauge != Gauge.LAMPORT_TIME) {
            cluster.broken(
                    this, at.name(), "%s is %d, the bound is %d".formatted(gauge, value, bound));
        }
    }
}
