package io.starling.gossip.node;

import io.starling.gossip.membership.LocalHealth;
import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.membership.Merge;
import io.starling.gossip.membership.ProbeRing;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/// Hears claims: merges them into the table, doubts, refutes and announces (SWIM §4.2).
///
/// Confined to the node's loop.
final class Membership {
    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Burials burials;
    private final ProbeRing ring;
    private final LocalHealth health;
    private final Gossip gossip;
    private final Suspicions suspicions;
    private final NameConflicts conflicts;
    private final Announcements announcements;

    Membership(
            GossipConfig config,
            NodeRuntime runtime,
            MemberTable table,
            Burials burials,
            ProbeRing ring,
            LocalHealth health,
            Patience patience,
            Gossip gossip,
            NameConflicts conflicts,
            Announcements announcements) {
        this.runtime = runtime;
        this.table = table;
        this.burials = burials;
        this.ring = ring;
        this.health = health;
        this.gossip = gossip;
        this.conflicts = conflicts;
        this.announcements = announcements;
        this.suspicions = new Suspicions(config, runtime, table, patience, this::declareDead);
    }

    /// How a claim came here, which decides whether it is passed on.
    enum Source {
        /// By a datagram, or from this node's own failure detector: news.
        RUMOR,
        /// In an exchange of state between members: may be news to the others on this side.
        EXCHANGE,
        /// Down the tree: the rumor follows it.
        TREE,
        /// In the exchange by which this node lets the member in: news to everyone.
        DOOR,
        /// In the exchange by which this node joined: the others know.
        JOIN
    }

    void hear(Claim claim) {
        hear(claim, Source.RUMOR);
    }

    /// @return whether it was news: it changed the table
    boolean hear(Claim claim, Source source) {
        if (claim instanceof Claim.Alive alive && !admits(alive)) {
            return false;
        }
        if (claim instanceof Claim.Left left && left.prune() && !table.isSelf(left.subject())) {
            return prune(left, source);
        }
        return merge(claim, source);
    }

    private boolean merge(Claim claim, Source source) {
        var merge = table.merge(claim);
        switch (merge) {
            case Merge.Changed(var before, var now) -> changed(claim, before, now, source);
            case Merge.Accused(var incarnation) -> refute(claim, incarnation);
            case Merge.Stale() -> stale(claim);
            case Merge.Refused(var reason) -> refused(claim, reason);
        }
        return merge instanceof Merge.Changed;
    }

    /// Takes over a row of somebody else's table (Demers §1.3).
    ///
    /// A death is heard as a suspicion: it may be old, and a suspicion leaves time to refute.
    void learn(Member row, NodeId informant, Source source) {
        boolean known = table.isSelf(row.id()) || table.get(row.id()).isPresent();
        switch (row.status()) {
            case ALIVE -> hear(row.alive(), source);
            case SUSPECT -> {
                hear(row.alive(), source);
                hear(new Claim.Suspect(row.id(), row.incarnation(), informant), source);
            }
            case DEAD -> {
                if (known) {
                    hear(new Claim.Suspect(row.id(), row.incarnation(), informant), source);
                } else {
                    remember(row);
                }
            }
            case LEFT -> {
                if (known) {
                    hear(new Claim.Left(row.id(), row.incarnation()), source);
                } else {
                    remember(row);
                }
            }
        }
    }

    /// Forgets a member that somebody knows will not come back, and passes that on once.
    ///
    /// Who has no row of it does nothing: what it will hear of the member is refused by those that
    /// it hears it from.
    private boolean prune(Claim.Left claim, Source source) {
        var row = table.get(claim.subject());
        if (row.isEmpty() || row.get().incarnation().compareTo(claim.incarnation()) > 0) {
            stale(claim);
            return false;
        }
        if (row.get().with(Status.LEFT, claim.incarnation()).equals(row.get())) {
            gossip.tell(claim);
        } else {
            merge(claim, source);
        }
        burials.reap(claim.subject());
        return true;
    }

    private boolean admits(Claim.Alive alive) {
        if (!alive.protocol().overlaps(table.self().protocol())) {
            runtime.observer().count(Counter.CLAIMS_REFUSED);
            log.debug(
                    "{}: speaks protocol {}, this node {}",
                    alive.name(),
                    alive.protocol(),
                    table.self().protocol());
            return false;
        }
        return switch (conflicts.judge(alive)) {
            case NameConflicts.Verdict.None() -> true;
            case NameConflicts.Verdict.Both() -> true;
            case NameConflicts.Verdict.HolderIsGone(var holder) -> {
                suspicions.settle(holder.id());
                burials.reap(holder.id());
                yield true;
            }
            case NameConflicts.Verdict.ClaimIsOlder() -> {
                runtime.observer().count(Counter.CLAIMS_STALE);
                yield false;
            }
        };
    }

    private void changed(Claim claim, Optional<Member> before, Member now, Source source) {
        switch (source) {
            case RUMOR, EXCHANGE -> gossip.tell(claim);
            case TREE -> gossip.tellAfterTree(claim);
            case DOOR -> gossip.tellEveryone(claim);
            case JOIN -> {}
        }
        suspicions.settle(now.id());
        if (!now.status().takesPart()
                && before.filter(was -> was.status() == now.status()).isPresent()) {
            // Gone as before, at a later incarnation: that is news for the others alone.
            burials.bury(now);
            announcements.tableChanged();
            return;
        }
        switch (now.status()) {
            case ALIVE -> alive(before, now);
            case SUSPECT -> {
                var accuser = ((Claim.Suspect) claim).accuser();
                suspicions.begin(now, accuser);
                runtime.observer().count(Counter.SUSPICIONS);
                log.info(
                        "{}: suspect {} at incarnation {}, accused by {}",
                        me(),
                        now.name(),
                        now.incarnation(),
                        name(accuser));
                announce(new MembershipEvent.Suspected(now, accuser));
            }
            case DEAD -> {
                var accuser = ((Claim.Dead) claim).accuser();
                burials.bury(now);
                runtime.observer().count(Counter.FAILURES);
                log.info(
                        "{}: failed {} at incarnation {}, declared by {}",
                        me(),
                        now.name(),
                        now.incarnation(),
                        name(accuser));
                announce(new MembershipEvent.Failed(now, accuser));
                if (conflicts.hasSuccessor(now)) {
                    // A ghost: its node lives on under another id, and nobody looks for this one.
                    burials.reap(now.id());
                }
            }
            case LEFT -> {
                burials.bury(now);
                ((Claim.Left) claim)
                        .declarer()
                        .ifPresentOrElse(
                                declarer ->
                                        log.info(
                                                "{}: left {}, declared by {}",
                                                me(),
                                                now.name(),
                                                name(declarer)),
                                () -> log.info("{}: left {}", me(), now.name()));
                announce(new MembershipEvent.Left(now));
            }
        }
    }

    private void alive(Optional<Member> before, Member now) {
        burials.isBack(now);
        if (before.isEmpty() || !before.get().status().takesPart()) {
            ring.add(now.id(), runtime.random());
            log.info("{}: joined {} at {}", me(), now.name(), now.endpoint());
            announce(new MembershipEvent.Joined(now));
            return;
        }
        var was = before.get();
        if (was.status() == Status.SUSPECT) {
            log.info(
                    "{}: alive {} at incarnation {}, refuted", me(), now.name(), now.incarnation());
            announce(new MembershipEvent.Refuted(now));
        }
        if (!was.endpoint().equals(now.endpoint())
                || !was.tags().equals(now.tags())
                || !was.boot().equals(now.boot())) {
            announce(new MembershipEvent.Updated(was, now));
        }
    }

    private void remember(Member gone) {
        if (table.learn(gone) instanceof Merge.Changed) {
            burials.bury(gone);
            announcements.tableChanged();
            announcements.learned(gone);
        }
    }

    private void refute(Claim claim, Incarnation accused) {
        if (table.self().status() == Status.LEFT) {
            return;
        }
        health.refuted();
        runtime.observer().count(Counter.REFUTATIONS);
        conflicts.watchSelf(claim);
        var answer = table.refute(accused);
        log.info(
                "{}: refute {} at incarnation {}, now {}",
                me(),
                claim.getClass().getSimpleName(),
                accused,
                answer.incarnation());
        gossip.tell(answer);
        announce(new MembershipEvent.Refuted(table.self()));
    }

    private void stale(Claim claim) {
        if (claim instanceof Claim.Suspect suspect && suspicions.confirm(suspect)) {
            table.get(suspect.subject())
                    .ifPresent(row -> announcements.confirmed(row, suspect.accuser()));
            // An independent doubt is news until there are enough of them (Lifeguard §IV-B).
            gossip.tell(claim);
            return;
        }
        runtime.observer().count(Counter.CLAIMS_STALE);
    }

    private void refused(Claim claim, Merge.Refusal reason) {
        runtime.observer().count(Counter.CLAIMS_REFUSED);
        switch (reason) {
            case REAPED -> log.debug("{}: {} was reaped, claim refused", me(), claim.subject());
            case TABLE_FULL ->
                    log.warn(
                            "{}: the table is full with {} members, {} is refused; raise the member"
                                    + " bound",
                            me(),
                            table.size(),
                            claim.subject());
        }
    }

    private void declareDead(Member suspect) {
        hear(new Claim.Dead(suspect.id(), suspect.incarnation(), table.self().id()));
    }

    /// This node's failure detector got no answer.
    void suspect(Member target) {
        hear(new Claim.Suspect(target.id(), target.incarnation(), table.self().id()));
    }

    /// Tells everyone that this node is here.
    void announceSelf() {
        gossip.tell(table.self().alive());
        announce(new MembershipEvent.Joined(table.self()));
    }

    /// Tells this node's own readers of a table that is there all at once.
    void announceTable() {
        announcements.tableChanged();
    }

    Member retag(Tags tags) {
        var before = table.self();
        gossip.tellEveryone(table.retag(tags));
        announce(new MembershipEvent.Updated(before, table.self()));
        return table.self();
    }

    Claim.Left leave() {
        var goodbye = table.leave();
        gossip.tellEveryone(goodbye);
        announce(new MembershipEvent.Left(table.self()));
        return goodbye;
    }

    private void announce(MembershipEvent event) {
        announcements.tableChanged();
        announcements.announce(event);
    }

    private String me() {
        return table.self().name();
    }

    private String name(NodeId id) {
        return table.get(id).map(Member::name).orElseGet(id::toString);
    }
}
