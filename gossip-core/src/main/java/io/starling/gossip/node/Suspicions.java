package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.membership.Suspicion;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.runtime.NodeRuntime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// The suspicions under way, one a suspect, each with the time at which it becomes a verdict
/// (Lifeguard §IV-B). At most one for each row of the table.
///
/// Confined to the node's loop.
final class Suspicions {
    private final GossipConfig config;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Patience patience;
    private final Consumer<Member> verdict;
    private final Map<NodeId, Doubt> doubts = new HashMap<>(0);

    private record Doubt(
            Member suspect, Suspicion suspicion, long sinceNanos, Patience.Deadline deadline) {}

    /// @param verdict hears of suspects that stayed silent
    Suspicions(
            GossipConfig config,
            NodeRuntime runtime,
            MemberTable table,
            Patience patience,
            Consumer<Member> verdict) {
        this.config = config;
        this.runtime = runtime;
        this.table = table;
        this.patience = patience;
        this.verdict = verdict;
    }

    void begin(Member suspect, NodeId accuser) {
        var rule = config.suspecting();
        int members = table.participants();
        var min = Suspicion.min(rule.multiplier(), members, config.probing().interval());
        var max = min.multipliedBy(rule.maxMultiplier());
        // Where the wait cannot become shorter, confirmations are wanted no more than in SWIM.
        int wanted =
                max.equals(min) ? 0 : Suspicion.confirmationsWanted(rule.multiplier(), members);
        var suspicion = new Suspicion(accuser, wanted, min, max);
        watch(suspect, suspicion, runtime.clock().nanoTime());
    }

    /// Counts another's doubt about a suspect.
    ///
    /// @return whether it was independent and still wanted
    boolean confirm(Claim.Suspect claim) {
        var doubt = doubts.get(claim.subject());
        if (doubt == null
                || !doubt.suspect().incarnation().equals(claim.incarnation())
                || !doubt.suspicion().confirm(claim.accuser())) {
            return false;
        }
        doubt.deadline().cancel();
        watch(doubt.suspect(), doubt.suspicion(), doubt.sinceNanos());
        return true;
    }

    /// The member is no suspect any more, or not at the incarnation it was.
    void settle(NodeId id) {
        var doubt = doubts.remove(id);
        if (doubt != null) {
            doubt.deadline().cancel();
        }
    }

    private void watch(Member suspect, Suspicion suspicion, long sinceNanos) {
        long waitedNanos = runtime.clock().nanoTime() - sinceNanos;
        long leftNanos = Math.max(0, suspicion.timeout().toNanos() - waitedNanos);
        var deadline =
                patience.after(
                        Duration.ofNanos(leftNanos),
                        () -> {
                            doubts.remove(suspect.id());
                            verdict.accept(suspect);
                        });
        doubts.put(suspect.id(), new Doubt(suspect, suspicion, sinceNanos, deadline));
    }
}
