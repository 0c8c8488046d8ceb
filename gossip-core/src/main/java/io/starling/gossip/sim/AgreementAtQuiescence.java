package io.starling.gossip.sim;

import java.time.Duration;

/// When all faults are over and some time has passed, all views are right, and whatever one node
/// has, every node has.
///
/// An event is owed to each run that had joined before it was fired and lives still, if some run
/// that lives still has it, and if calm times came early enough for the ordinary repair. Events
/// that met no calm while they were retained may honestly be lost, and so may those that died
/// with the only nodes they had reached; what they leave behind is a gap, and [OriginOrderIsKept]
/// sees to its being announced.
public final class AgreementAtQuiescence implements Invariant {
    /// A few probe intervals, for the marks on acks to show what is missing, and the pulls.
    private static final int CALM_SECONDS = 15;

    @Override
    public void onQuiescence(SimCluster cluster) {
        var wrong = Views.disagreement(cluster.live());
        if (!wrong.isEmpty()) {
            cluster.broken(this, cluster.pool().cluster(), wrong);
        }
        long repaired = cluster.config().events().retention().minusSeconds(10).toNanos();
        for (var event : cluster.ledger().events()) {
            long at = event.firedAt();
            if (isHeld(cluster, event) && cluster.calm().has(CALM_SECONDS, at, at + repaired)) {
                requireEverywhere(cluster, event);
            }
        }
    }

    private static boolean isHeld(SimCluster cluster, FiredEvent event) {
        return cluster.live().stream()
                .anyMatch(node -> node.run().filter(run -> run.has(event)).isPresent());
    }

    private void requireEverywhere(SimCluster cluster, FiredEvent event) {
        for (var node : cluster.live()) {
            var owed = node.run().filter(run -> run.joinedAt() < event.firedAt());
            if (owed.isPresent() && !owed.get().has(event)) {
                cluster.broken(
                        this,
                        node.name(),
                        "never got %s, fired by %s after %s"
                                .formatted(
                                        event.event(),
                                        event.origin().node().name(),
                                        Duration.ofNanos(event.firedAt())));
            }
        }
    }
}
