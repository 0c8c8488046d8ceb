package io.starling.gossip.sim;

import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;

/// One run of a simulated node, from its start to its end, as the cluster's record keeps it.
public final class NodeRun {
    /// A time that has not come.
    public static final long NEVER = Long.MAX_VALUE;

    private final SimNode node;
    private final NodeHandle handle;
    private final NodeId id;
    private final OriginBoot boot;
    private final long startedAt;
    private final BitSet delivered = new BitSet();
    private long joinedAt = NEVER;
    private long leftAt = NEVER;
    private @Nullable Incarnation leftAs;
    private long endedAt = NEVER;

    NodeRun(SimNode node, NodeHandle handle, long startedAt) {
        this.node = node;
        this.handle = handle;
        this.id = handle.self().id();
        this.boot = handle.boot();
        this.startedAt = startedAt;
    }

    public SimNode node() {
        return node;
    }

    public NodeHandle handle() {
        return handle;
    }

    public NodeId id() {
        return id;
    }

    public OriginBoot boot() {
        return boot;
    }

    /// The last that the node said of itself.
    public Incarnation incarnation() {
        return handle.self().incarnation();
    }

    /// In nanoseconds of virtual time, like the other times.
    public long startedAt() {
        return startedAt;
    }

    /// When a seed answered for the first time.
    public long joinedAt() {
        return joinedAt;
    }

    /// When it began to say goodbye.
    public long leftAt() {
        return leftAt;
    }

    public long endedAt() {
        return endedAt;
    }

    /// Whether the process runs and has not left.
    public boolean takesPart() {
        return endedAt == NEVER && leftAt == NEVER;
    }

    /// Whether this run handed out the event.
    public boolean has(FiredEvent event) {
        return delivered.get(event.index());
    }

    void delivered(FiredEvent event) {
        delivered.set(event.index());
    }

    void joined(long at) {
        joinedAt = Math.min(joinedAt, at);
    }

    void left(long at) {
        if (leftAt == NEVER) {
            leftAs = handle.self().incarnation();
        }
        leftAt = Math.min(leftAt, at);
    }

    /// Whether a goodbye at this incarnation may be the run's own. Somebody else's word that it
    /// left came earlier if the run has refuted it since.
    boolean mayHaveLeftAs(Incarnation incarnation) {
        return leftAs != null && incarnation.compareTo(leftAs) >= 0;
    }

    void ended(long at) {
        endedAt = at;
    }

    @Override
    public String toString() {
        return node.name() + " (" + boot + ")";
    }
}
