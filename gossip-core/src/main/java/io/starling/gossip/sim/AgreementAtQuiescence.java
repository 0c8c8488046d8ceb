package io.starling.gossip.sim;

import java.time.Duration;

/// When all faults are over and some time has passed, all views are right, and whatever many nodes
/// have, every node has.
///
/// An event is owed to each run that had joined before it was fired and lives still, if half of
/// those that live have it, and if calm times came early enough for the ordinary repair. Events
/// that met no calm while they were retained may honestly be lost, and so may those that reached
/// few; what they leave behind is a gap, and [OriginOrderIsKept] sees to its being announced.
public final class AgreementAtQuiescence implements Invariant {
    @Override
    public void onQuiescence(SimCluster cluster) {
        var wrong = Views.disagreement(cluster.live());
        if (!wrong.isEmpty()) {
            cluster.broken(this, cluster.pool().cluster(), wrong);
        }
        long repaired = cluster.config().events().retention().minusSeconds(10).toNanos();
        for (var event : cluster.ledger().events()) {
            long at = event.firedAt();
            if (cluster.isWidelyHeld(event)
                    && cluster.calm().has(cluster.repairSeconds(), at, at + repaired)) {
                requireEverywhere(cluster, event);
            }
        }
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
