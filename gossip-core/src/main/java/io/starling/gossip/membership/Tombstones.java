package io.starling.gossip.membership;

import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.NodeId;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The gone that a node still remembers, and what it remembers of those it has forgotten.
///
/// A gone member keeps its row until its time is over; then it is reaped, and only the incarnation
/// it was last known at stays. A claim at or below that incarnation cannot bring it back.
///
/// Confined to the node's loop.
public final class Tombstones {
    /// Reaped members remembered; beyond it the one reaped first is forgotten for good.
    static final int REAPED_MAX = 16_384;

    private final Map<NodeId, Long> deadlines = new LinkedHashMap<>(0);
    private final Map<NodeId, Incarnation> reaped = new LinkedHashMap<>(0);

    /// Starts the time that `id` is remembered for.
    public void bury(NodeId id, long deadlineNanos) {
        deadlines.remove(id);
        deadlines.put(id, deadlineNanos);
    }

    /// The member is back, or reaped.
    public void clear(NodeId id) {
        deadlines.remove(id);
    }

    /// Members whose time is over.
    public List<NodeId> due(long nowNanos) {
        var due = new ArrayList<NodeId>();
        deadlines.forEach(
                (id, deadline) -> {
                    if (nowNanos - deadline >= 0) {
                        due.add(id);
                    }
                });
        return due;
    }

    public void reap(NodeId id, Incarnation last) {
        deadlines.remove(id);
        reaped.remove(id);
        reaped.put(id, last);
        if (reaped.size() > REAPED_MAX) {
            reaped.remove(reaped.keySet().iterator().next());
        }
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
