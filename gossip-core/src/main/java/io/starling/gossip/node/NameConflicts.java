package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;

/// Decides what an alive claim means when its name or its address already belongs to another node
/// id, and reports conflicts at this end and at the holder's.
///
/// A node without a data directory has a new id at every start, so the former holder of its name is
/// most often its own ghost.
///
/// Confined to the node's loop.
final class NameConflicts {
    private static final Logger log = LoggerFactory.getLogger(NameConflicts.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);
    /// Pairs that are watched at once; a further pair is counted without a second look.
    private static final int WATCHED_MAX = 64;

    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Outbox outbox;
    private final Duration grace;
    private final LogLimit limit;
    private int watched;

    /// @param grace how long a ghost is given to fall under suspicion before two nodes of one name
    ///     are called a conflict
    NameConflicts(NodeRuntime runtime, MemberTable table, Outbox outbox, Duration grace) {
        this.runtime = runtime;
        this.table = table;
        this.outbox = outbox;
        this.grace = grace;
        this.limit = new LogLimit(runtime.clock(), LOG_INTERVAL);
    }

    sealed interface Verdict {
        /// Nobody else has the name.
        record None() implements Verdict {}

        /// The holder is gone, or was the same process before it started anew: make room.
        record HolderIsGone(Member holder) implements Verdict {}

        /// The claim is of the ghost; the holder is its successor.
        record ClaimIsOlder() implements Verdict {}

        /// Two nodes go by one name. Both stay members, told apart by their ids, and are reported
        /// if both turn out to live.
        record Both() implements Verdict {}
    }

    Verdict judge(Claim.Alive claim) {
        if (table.isSelf(claim.subject()) || table.get(claim.subject()).isPresent()) {
            return new Verdict.None();
        }
        var named = table.named(claim.name()).filter(row -> !row.id().equals(claim.subject()));
        if (named.isEmpty()) {
            return new Verdict.None();
        }
        var holder = named.get();
        boolean newer = claim.boot().compareTo(holder.boot()) > 0;
        if (!holder.status().takesPart()) {
            return newer || holder.status() == Status.LEFT
                    ? new Verdict.HolderIsGone(holder)
                    : new Verdict.Both();
        }
        if (claim.endpoint().equals(holder.endpoint())) {
            // If it is this node that has the address now, the claim is of a former tenant.
            return newer && !table.isSelf(holder.id())
                    ? new Verdict.HolderIsGone(holder)
                    : new Verdict.ClaimIsOlder();
        }
        watch(holder.id(), claim.subject());
        return new Verdict.Both();
    }

    /// Whoever takes part at another address under the newcomer's name.
    Optional<Member> holderElsewhere(Member newcomer) {
        return table.named(newcomer.name())
                .filter(row -> !row.id().equals(newcomer.id()))
                .filter(row -> row.status().takesPart())
                .filter(row -> !row.endpoint().equals(newcomer.endpoint()));
    }

    /// Whether somebody who takes part goes by the name of one that is gone and started later: then
    /// the gone is its ghost, or was replaced by it.
    boolean hasSuccessor(Member gone) {
        return table.named(gone.name())
                .filter(row -> !row.id().equals(gone.id()))
                .filter(row -> row.status().takesPart())
                .filter(row -> row.boot().compareTo(gone.boot()) > 0)
                .isPresent();
    }

    private void watch(NodeId one, NodeId other) {
        if (watched >= WATCHED_MAX) {
            runtime.observer().count(Counter.NAME_CONFLICTS);
            return;
        }
        watched++;
        runtime.scheduler()
                .schedule(
                        grace,
                        () -> {
                            watched--;
                            reportIfBothLive(one, other);
                        });
    }

    private void reportIfBothLive(NodeId one, NodeId other) {
        var first = table.get(one).filter(row -> row.status() == Status.ALIVE);
        var second = table.get(other).filter(row -> row.status() == Status.ALIVE);
        if (first.isPresent()
                && second.isPresent()
                && first.get().name().equals(second.get().name())) {
            report(
                    "both are members; rename one of them",
                    first.get(),
                    other,
                    second.get().endpoint());
        }
    }

    /// A newcomer was refused because `holder` answered to its name; the holder hears of it.
    void refused(Member newcomer, Member holder) {
        report("the second was refused", holder, newcomer.id(), newcomer.endpoint());
        if (!table.isSelf(holder.id())) {
            outbox.send(
                    holder.endpoint(),
                    new Message.NameContested(newcomer.id(), newcomer.endpoint()));
        }
    }

    /// Somebody was refused elsewhere because this node has its name.
    void onContested(Message.NameContested notice) {
        report("the second was refused", table.self(), notice.claimant(), notice.endpoint());
    }

    /// Somebody speaks for this node's own id: its data directory was copied.
    void watchSelf(Claim claim) {
        if (claim instanceof Claim.Alive alive
                && !alive.boot().equals(table.self().boot())
                && alive.boot().compareTo(table.self().boot()) > 0) {
            runtime.observer().count(Counter.NAME_CONFLICTS);
            log.warn(
                    "another node at {} runs with the id {} of this node; was the data directory"
                            + " copied? give one of them a new one",
                    alive.endpoint(),
                    alive.subject());
        }
    }

    private void report(String outcome, Member holder, NodeId claimant, Endpoint endpoint) {
        runtime.observer().count(Counter.NAME_CONFLICTS);
        limit.admit()
                .ifPresent(
                        more ->
                                log.warn(
                                        "{}: two nodes are named {}: {} at {} and {} at {}; {} ({}"
                                                + " more since the last such line)",
                                        table.self().name(),
                                        holder.name(),
                                        holder.id(),
                                        holder.endpoint(),
                                        claimant,
                                        endpoint,
                                        outcome,
                                        more));
    }
}
