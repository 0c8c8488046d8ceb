package io.starling.gossip.cast;

import io.starling.gossip.model.NodeId;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Members from which no receipt came lately: for a while they are not waited for.
///
/// It decides when the substitute is asked, never who the delegates are: if nodes followed their
/// own opinion there, parallel delegates would choose different children.
///
/// Confined to the node's loop.
final class SilentPeers {
    /// Members watched at once; of more, those that were silent first are trusted again.
    static final int PEERS_MAX = 1_024;
    private static final int SILENCES = 2;
    private static final long LASTING_NANOS = Duration.ofSeconds(2).toNanos();

    private final SequencedMap<NodeId, Record> records = new LinkedHashMap<>(0);
    private long forgotten;

    private record Record(int silences, long lastNanos) {}

    void silent(NodeId peer, long nowNanos) {
        var before = records.remove(peer);
        int silences = before == null || isOver(before, nowNanos) ? 1 : before.silences() + 1;
        records.put(peer, new Record(silences, nowNanos));
        if (records.size() > PEERS_MAX) {
            var eldest = records.pollFirstEntry().getValue();
            forgotten += isOver(eldest, nowNanos) ? 0 : 1;
        }
    }

    /// Those trusted again before their time.
    long forgotten() {
        return forgotten;
    }

    void heard(NodeId peer) {
        if (!records.isEmpty()) {
            records.remove(peer);
        }
    }

    boolean isSilent(NodeId peer, long nowNanos) {
        var record = records.get(peer);
        return record != null && record.silences() >= SILENCES && !isOver(record, nowNanos);
    }

    private static boolean isOver(Record record, long nowNanos) {
        return nowNanos - record.lastNanos() >= LASTING_NANOS;
    }
}
