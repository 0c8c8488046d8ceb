package io.starling.gossip.membership;

import io.starling.gossip.model.NodeId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long a suspect may stay silent before it is declared dead.
///
/// The wait starts at `max` and shrinks towards `min` as members confirm the suspicion
/// independently:
///
///     timeout(c) = max(min, max − (max − min) · log(c + 1) / log(k + 1))
///
/// with `c` the confirmations heard and `k` the number after which waiting longer buys nothing.
///
/// Source: Lifeguard §IV-B. Confined to the node's loop.
public final class Suspicion {
    private final int confirmationsWanted;
    private final Duration min;
    private final Duration max;
    /// The first accuser, then those who confirmed; at most `confirmationsWanted + 1`.
    private final List<NodeId> accusers;

    /// @param accuser the first to suspect; its own rumor coming back is no confirmation
    /// @param confirmationsWanted `k`; 0 means that the wait is `min` from the start
    public Suspicion(NodeId accuser, int confirmationsWanted, Duration min, Duration max) {
        this.confirmationsWanted = confirmationsWanted;
        this.min = min;
        this.max = max.compareTo(min) < 0 ? min : max;
        this.accusers = new ArrayList<>(confirmationsWanted + 1);
        accusers.add(accuser);
    }

    /// The least wait: `multiplier · max(1, log₁₀ n) · interval` (Lifeguard §IV-B).
    ///
    /// @param members that take part, this node included
    public static Duration min(int multiplier, int members, Duration interval) {
        double scale = Math.max(1.0, Math.log10(Math.max(1, members)));
        return Duration.ofNanos((long) (multiplier * scale * interval.toNanos()));
    }

    /// The confirmations that can be hoped for: two fewer than the multiplier (the accuser and one
    /// that may be slow), none in a cluster too small to have them.
    ///
    /// @param members that take part, this node included
    public static int confirmationsWanted(int multiplier, int members) {
        int wanted = Math.max(0, multiplier - 2);
        // The accused and the first accuser cannot confirm.
        return members - 2 < wanted ? 0 : wanted;
    }

    /// Counts `accuser`, once.
    ///
    /// @return whether the timeout became shorter
    public boolean confirm(NodeId accuser) {
        if (accusers.size() > confirmationsWanted || accusers.contains(accuser)) {
            return false;
        }
        accusers.add(accuser);
        return true;
    }

    /// The last to confirm, or the first accuser.
    public NodeId accuser() {
        return accusers.getLast();
    }

    /// @return the wait measured from the moment the suspicion began, not from now
    public Duration timeout() {
        if (confirmationsWanted == 0) {
            return min;
        }
        double share = Math.log(accusers.size()) / Math.log(confirmationsWanted + 1.0);
        long shrunk = max.toNanos() - (long) (share * (max.toNanos() - min.toNanos()));
        return Duration.ofNanos(Math.max(min.toNanos(), shrunk));
    }
}
