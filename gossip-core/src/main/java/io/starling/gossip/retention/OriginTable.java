package io.starling.gossip.retention;

import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.SequencedMap;

/// The origin boots that are known, most recently active first, within the bounds on them.
///
/// Whoever changes an origin says so with [#changed], which keeps count of those with gaps. The
/// node's own boot is outside the bounds and stays for good.
///
/// Confined to the node's loop.
final class OriginTable {
    private static final int IDLE_LOOKED_AT_MAX = 16;

    private final int gapsMax;
    private final int gaplessMax;
    private final long retentionNanos;
    private final BootQuota quota;

    /// Most recently active last.
    private final SequencedMap<OriginBoot, Origin> origins = new LinkedHashMap<>();
    private @Nullable Origin own;
    private int gaps;
    private long forgotten;

    OriginTable(int gapsMax, int gaplessMax, int bootsPerNodeMax, Duration retention) {
        this.gapsMax = gapsMax;
        this.gaplessMax = gaplessMax;
        this.retentionNanos = retention.toNanos();
        this.quota = new BootQuota(bootsPerNodeMax, retention);
    }

    @Nullable Origin find(OriginBoot boot) {
        return origins.get(boot);
    }

    /// The node's own boot.
    Origin own(OriginBoot boot, long nowNanos) {
        if (own == null) {
            own = admit(boot, nowNanos);
        }
        return own;
    }

    /// Sees to it that there is room for an origin, and for its gap.
    ///
    /// @param origin the origin if it is known
    /// @param opensGap whether it is about to have a gap
    /// @return whether there is
    boolean makeRoom(@Nullable Origin origin, boolean opensGap, long nowNanos) {
        boolean hasGap = origin != null && origin.hasGap();
        if (opensGap && !hasGap && gaps >= gapsMax) {
            return false;
        }
        return origin != null || origins.size() < gapsMax + gaplessMax || forgetIdle(nowNanos);
    }

    /// @param origin the origin if it is known
    /// @return whether `node` may have it; each boot is charged once
    boolean charge(@Nullable Origin origin, NodeId node, long nowNanos) {
        return (origin != null && origin.attributed()) || quota.admit(node, nowNanos);
    }

    /// @param boot not known, and [#makeRoom] said yes
    Origin admit(OriginBoot boot, long nowNanos) {
        var origin = new Origin(nowNanos);
        origins.put(boot, origin);
        return origin;
    }

    /// @param hadGap whether `origin` had one before it was changed
    void changed(Origin origin, boolean hadGap) {
        gaps += (origin.hasGap() ? 1 : 0) - (hadGap ? 1 : 0);
    }

    /// Makes `origin` the most recently active.
    void touch(OriginBoot boot, Origin origin, long nowNanos) {
        origin.touch(nowNanos);
        origins.putLast(boot, origin);
    }

    SequencedCollection<Map.Entry<OriginBoot, Origin>> recentFirst() {
        return origins.sequencedEntrySet().reversed();
    }

    int size() {
        return origins.size();
    }

    int gaps() {
        return gaps;
    }

    long forgotten() {
        return forgotten;
    }

    /// Looks among those idle for longest only: one with a gap does not stay among them for long,
    /// since its gap is given up after retention.
    private boolean forgetIdle(long nowNanos) {
        var longestIdleFirst = origins.values().iterator();
        for (int i = 0; i < IDLE_LOOKED_AT_MAX && longestIdleFirst.hasNext(); i++) {
            var origin = longestIdleFirst.next();
            if (nowNanos - origin.activeAtNanos() <= retentionNanos) {
                return false;
            }
            if (!origin.hasGap() && origin != own) {
                longestIdleFirst.remove();
                forgotten++;
                return true;
            }
        }
        return false;
    }
}
