package io.starling.gossip.retention;

import io.starling.gossip.model.NodeId;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// How many boots a node may bring up within a time, so that one member cannot fill everybody's
/// tables by inventing them.
///
/// Counted in windows that begin with a node's first boot, and forgotten when they end. Confined to
/// the node's loop.
final class BootQuota {
    private final int bootsMax;
    private final long windowNanos;
    /// Oldest window first.
    private final SequencedMap<NodeId, Window> windows = new LinkedHashMap<>();

    BootQuota(int bootsMax, Duration window) {
        this.bootsMax = bootsMax;
        this.windowNanos = window.toNanos();
    }

    /// Counts one more boot of `node`.
    ///
    /// @return whether it may have it; if not, nothing was counted
    boolean admit(NodeId node, long nowNanos) {
        forgetEnded(nowNanos);
        var window = windows.computeIfAbsent(node, _ -> new Window(nowNanos));
        if (window.boots == bootsMax) {
            return false;
        }
        window.boots++;
        return true;
    }

    /// Nodes that are remembered: at most as many as boots were admitted within one window.
    int nodes() {
        return windows.size();
    }

    private void forgetEnded(long nowNanos) {
        var oldestFirst = windows.values().iterator();
        while (oldestFirst.hasNext() && nowNanos - oldestFirst.next().sinceNanos >= windowNanos) {
            oldestFirst.remove();
        }
    }

    private static final class Window {
        final long sinceNanos;
        int boots;

        Window(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }
}
