package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Observer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides what an alive claim means when its name or its address already belongs to another node
/// id.
///
/// A node without a data directory has a new id at every start, so the former holder of its name is
/// most often its own ghost.
///
/// Confined to the node's loop.
final class NameConflicts {
    private static final Logger log = LoggerFactory.getLogger(NameConflicts.class);

    private final MemberTable table;
    private final Observer observer;

    NameConflicts(MemberTable table, Observer observer) {
        this.table = table;
        this.observer = observer;
    }

    sealed interface Verdict {
        /// Nobody else has the name.
        record None() implements Verdict {}

        /// The holder is gone, or was the same process before it started anew: make room.
        record HolderIsGone(Member holder) implements Verdict {}

        /// The claim is of the ghost; the holder is its successor.
        record ClaimIsOlder() implements Verdict {}

        /// Two living nodes go by one name. Reported; both stay members, told apart by their ids.
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
        if (table.isSelf(holder.id())) {
            if (claim.endpoint().equals(holder.endpoint())) {
                // This process has the address now, so the claim is of a former one.
                return new Verdict.ClaimIsOlder();
            }
            report(claim, holder);
            return new Verdict.Both();
        }
        boolean newer = claim.boot().compareTo(holder.boot()) > 0;
        if (!holder.status().takesPart()) {
            return newer || holder.status() == Status.LEFT
                    ? new Verdict.HolderIsGone(holder)
                    : new Verdict.Both();
        }
        if (claim.endpoint().equals(holder.endpoint())) {
            return newer ? new Verdict.HolderIsGone(holder) : new Verdict.ClaimIsOlder();
        }
        report(claim, holder);
        return new Verdict.Both();
    }

    /// Somebody speaks for this node's own id: its data directory was copied.
    void watchSelf(Claim claim) {
        if (claim instanceof Claim.Alive alive
                && !alive.boot().equals(table.self().boot())
                && alive.boot().compareTo(table.self().boot()) > 0) {
            observer.count(Counter.NAME_CONFLICTS);
            log.warn(
                    "another node at {} runs with the id {} of this node; was the data directory"
                            + " copied? give one of them a new one",
                    alive.endpoint(),
                    alive.subject());
        }
    }

    private void report(Claim.Alive claim, Member holder) {
        observer.count(Counter.NAME_CONFLICTS);
        log.warn(
                "two nodes are named {}: {} at {} and {} at {}; rename one of them with another"
                        + " node name",
                claim.name(),
                holder.id(),
                holder.endpoint(),
                claim.subject(),
                claim.endpoint());
    }
}
