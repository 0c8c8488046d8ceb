package io.starling.gossip.membership;

import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.NodeId;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// The gone that a node still remembers, and what it remembers of those it has forgotten.
///
/// A gone member keeps its row until its time is over; then it is reaped, and only the incarnation
/// it was last known at stays. A claim at or below that incarnation cannot bring it back.
///
/// Confined to the node's loop.
public final class Tombstones {
    /// Reaped members remembered; beyond it the one reaped first is forgotten for good.
    static final int REAPED_MAX = 16_384;

    /// In the order of the burials.
    private final SequencedMap<NodeId, Grave> graves = new LinkedHashMap<>(0);

    private final SequencedMap<NodeId, Incarnation> reaped = new LinkedHashMap<>(0);

    private record Grave(long buriedNanos, long deadlineNanos) {}

    /// Starts the time that `id` is remembered for.
    public void bury(NodeId id, long nowNanos, long retentionNanos) {
        graves.putLast(id, new Grave(nowNanos, nowNanos + retentionNanos));
    }

    /// The member is back, or reaped.
    public void clear(NodeId id) {
        graves.remove(id);
    }

    /// Members whose time is over.
    public List<NodeId> due(long nowNanos) {
        var due = new ArrayList<NodeId>();
        graves.forEach(
                (id, grave) -> {
                    if (nowNanos - grave.deadlineNanos() >= 0) {
                        due.add(id);
                    }
                });
        return due;
    }

    /// Members that are gone since less than `windowNanos`, the last first.
    public List<NodeId> buriedWithin(long windowNanos, long nowNanos) {
        var lately = new ArrayList<NodeId>();
        for (var grave : graves.reversed().entrySet()) {
            if (nowNanos - grave.getValue().buriedNanos() >= windowNanos) {
                break;
            }
            lately.add(grave.getKey());
        }
        return lately;
    }

    /// @return how many were forgotten for good to make room: 0 or 1
    public int reap(NodeId id, Incarnation last) {
        graves.remove(id);
        reaped.putLast(id, last);
        if (reaped.size() <= REAPED_MAX) {
            return 0;
        }
        reaped.pollFirstEntry();
        return 1;
    }

    /// The incarnation at which a member was last known when it was reaped.
    public Optional<Incarnation> reapedAt(NodeId id) {
        return Optional.ofNullable(reaped.get(id));
    }

    /// Whether `id` was reaped and the claim at `incarnation` is not newer than that.
    boolean forbids(NodeId id, Incarnation incarnation) {
        var last = reaped.get(id);
        return last != null && incarnation.compareTo(last) <= 0;
    }
}
