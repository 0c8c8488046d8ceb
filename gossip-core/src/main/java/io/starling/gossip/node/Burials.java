package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.membership.Tombstones;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Standing;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;

/// The gone: how long they are remembered, forgetting them, and what is said to those who know them
/// still.
///
/// Confined to the node's loop.
final class Burials {
    private static final Logger log = LoggerFactory.getLogger(Burials.class);

    private final GossipConfig.AntiEntropy config;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Tombstones tombstones;
    private final LastKnownEndpoints lastKnown;
    private final Announcements announcements;

    Burials(
            GossipConfig.AntiEntropy config,
            NodeRuntime runtime,
            MemberTable table,
            Tombstones tombstones,
            LastKnownEndpoints lastKnown,
            Announcements announcements) {
        this.config = config;
        this.runtime = runtime;
        this.table = table;
        this.tombstones = tombstones;
        this.lastKnown = lastKnown;
        this.announcements = announcements;
    }

    void bury(Member gone) {
        var retention =
                gone.status() == Status.LEFT ? config.leftRetention() : config.deadRetention();
        tombstones.bury(gone.id(), runtime.clock().nanoTime(), retention.toNanos());
    }

    void isBack(Member returned) {
        tombstones.clear(returned.id());
    }

    /// Forgets the gone whose time is over.
    void expireDue() {
        tombstones.due(runtime.clock().nanoTime()).forEach(this::expire);
    }

    /// The time of a gone member is over. Where it was is kept if it failed, for it may be behind a
    /// partition that lasts.
    void expire(NodeId id) {
        table.get(id)
                .filter(row -> row.status() == Status.DEAD)
                .ifPresent(row -> lastKnown.remember(row.endpoint()));
        reap(id);
    }

    /// Forgets a member, but for the incarnation up to which nobody can bring it back.
    void reap(NodeId id) {
        table.remove(id)
                .ifPresent(
                        gone -> {
                            int forgotten = tombstones.reap(id, gone.incarnation());
                            runtime.observer().count(Counter.TOMBSTONES_FORGOTTEN, forgotten);
                            runtime.observer().count(Counter.MEMBERS_REAPED);
                            log.info("{}: reaped {}", table.self().name(), gone.name());
                            announcements.tableChanged();
                            announcements.announce(new MembershipEvent.Reaped(gone));
                        });
    }

    /// Those of `rows` that others believe in and this node has reaped at that incarnation or a
    /// later one, as dead: told so, they can refute, and return.
    List<Member> reapedAmong(List<Member> rows) {
        return rows.stream()
                .filter(row -> row.status().takesPart())
                .flatMap(
                        row ->
                                reaped(row.id(), row.incarnation())
                                        .map(last -> row.with(Status.DEAD, last.incarnation()))
                                        .stream())
                .toList();
    }

    /// What there is to tell of a member that somebody knows at `incarnation`, if it was reaped
    /// here at that incarnation or a later one.
    Optional<Standing> reaped(NodeId id, Incarnation incarnation) {
        if (table.get(id).isPresent()) {
            return Optional.empty();
        }
        return tombstones
                .reapedAt(id)
                .filter(last -> incarnation.compareTo(last) <= 0)
                .map(last -> Standing.reaped(id, last));
    }

    /// What a member should be told of itself because it is not believed in here, or was reaped
    /// here, so that it can refute.
    Optional<Claim> doubtAbout(NodeId id) {
        var row = table.get(id);
        if (row.isPresent()) {
            return row.filter(known -> known.status() != Status.ALIVE)
                    .map(known -> Gossip.doubtAbout(known, table.self()));
        }
        return tombstones.reapedAt(id).map(last -> new Claim.Dead(id, last, table.self().id()));
    }
}
