package io.starling.gossip.sim;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.OriginBoot;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/// The events of an origin boot come in the order of their sequence; what is skipped was
/// announced as a gap before, and only that may still come late.
///
/// A joiner begins with an origin wherever the others are. One that had joined before the origin
/// started begins with the first event.
public final class OriginOrderIsKept implements Invariant {
    private final Map<NodeRun, Map<OriginBoot, Progress>> progress = new HashMap<>();

    /// How far a run is with an origin.
    private static final class Progress {
        /// The last sequence that was handed out or announced; -1 before the first, if that may
        /// be any.
        private long last;

        private final TreeSet<Long> announced = new TreeSet<>();

        Progress(long last) {
            this.last = last;
        }

        boolean isNext(long sequence) {
            return last < 0 || sequence == last + 1;
        }
    }

    @Override
    public boolean looksEverySecond() {
        return false;
    }

    @Override
    public void onDelivery(SimCluster cluster, NodeRun at, Delivery delivery) {
        switch (delivery) {
            case Delivery.Event(var event, var late, _) -> hear(cluster, at, event.key(), late);
            case Delivery.Asked(var question, var late) -> hear(cluster, at, question.key(), late);
            case Delivery.Gap(var missing) -> hear(cluster, at, missing);
        }
    }

    private void hear(SimCluster cluster, NodeRun at, EventKey key, boolean late) {
        if (late) {
            hearLate(cluster, at, key);
            return;
        }
        var origin = progressOf(cluster, at, key.boot());
        if (!origin.isNext(key.sequence())) {
            broken(cluster, at, "handed out %s after #%d".formatted(key, origin.last));
        }
        origin.last = key.sequence();
    }

    private void hearLate(SimCluster cluster, NodeRun at, EventKey key) {
        if (!progressOf(cluster, at, key.boot()).announced.remove(key.sequence())) {
            broken(cluster, at, "handed out %s as late, which was not missing".formatted(key));
        }
    }

    private void hear(SimCluster cluster, NodeRun at, EventRange missing) {
        var origin = progressOf(cluster, at, missing.boot());
        if (!origin.isNext(missing.from())) {
            broken(cluster, at, "announced the gap %s after #%d".formatted(missing, origin.last));
        }
        origin.last = missing.to();
        for (long sequence = missing.from(); sequence <= missing.to(); sequence++) {
            origin.announced.add(sequence);
        }
    }

    private Progress progressOf(SimCluster cluster, NodeRun at, OriginBoot boot) {
        return progress.computeIfAbsent(at, _ -> new HashMap<>())
                .computeIfAbsent(boot, _ -> beginning(cluster, at, boot));
    }

    private static Progress beginning(SimCluster cluster, NodeRun at, OriginBoot boot) {
        boolean wasThere =
                cluster.runOf(boot)
                        .map(origin -> at.joinedAt() < origin.startedAt() || origin == at)
                        .orElse(false);
        return new Progress(wasThere ? 0 : -1);
    }

    private void broken(SimCluster cluster, NodeRun at, String what) {
        cluster.broken(this, at.node().name(), what);
    }
}
