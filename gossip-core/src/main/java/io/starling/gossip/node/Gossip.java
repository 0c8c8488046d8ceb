package io.starling.gossip.node;

import io.starling.gossip.dissemination.RetransmitLimit;
import io.starling.gossip.dissemination.RumorQueue;
import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Member;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Scheduler.Timer;
import io.starling.gossip.wire.PartCodec;

import java.time.Duration;
import java.util.List;

/// Spreads claims: at once to a few random members, again every gossip interval while there is
/// something to tell, and on whatever else is sent (SWIM §4.1). What members say of themselves
/// also goes down a tree ([NewsCast]).
///
/// Unlike SWIM, which only piggybacks, news starts its own datagrams: it does not wait for a probe.
/// A claim is told a bounded number of times, so that traffic goes quiet.
///
/// Confined to the node's loop.
final class Gossip implements Outbox.Piggyback {
    /// Of rumors for each target in a round: in a mass join more than one datagram's worth waits.
    private static final int ROUND_DATAGRAMS_MAX = 8;
    /// The least time between rounds, as a share of the interval: what comes in between goes
    /// together.
    private static final int ROUNDS_PER_INTERVAL_MAX = 20;

    private final GossipConfig.Gossiping config;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Outbox outbox;
    private final NewsCast news;
    private final RumorQueue rumors;
    private long lastRoundNanos;
    private boolean urgent;
    private Timer next = () -> {};

    Gossip(
            GossipConfig.Gossiping config,
            NodeRuntime runtime,
            MemberTable table,
            Outbox outbox,
            NewsCast news) {
        this.config = config;
        this.runtime = runtime;
        this.table = table;
        this.outbox = outbox;
        this.news = news;
        this.rumors = new RumorQueue(config.rumorsMax());
        this.lastRoundNanos = runtime.clock().nanoTime() - config.interval().toNanos();
    }

    /// What a member says of itself, where it is said first.
    void tellEveryone(Claim own) {
        if (news.begin(own)) {
            tellAfterTree(own);
        } else {
            tell(own);
        }
    }

    /// What goes down the tree is told a moment later: rumors that overtake the tree make its
    /// delegates believe that there is nothing left to do.
    void tellAfterTree(Claim own) {
        queue(own, gap());
    }

    /// Tells a claim at once.
    void tell(Claim claim) {
        queue(claim, Duration.ZERO);
    }

    private void queue(Claim claim, Duration delay) {
        int dropped = rumors.add(claim.subject(), PartCodec.encode(claim));
        runtime.observer().count(Counter.RUMORS_DROPPED, dropped);
        if (!urgent) {
            urgent = true;
            long sinceNanos = runtime.clock().nanoTime() - lastRoundNanos;
            long restNanos = gap().toNanos() - sinceNanos;
            schedule(Duration.ofNanos(Math.max(delay.toNanos(), restNanos)));
        }
    }

    private Duration gap() {
        return config.interval().dividedBy(ROUNDS_PER_INTERVAL_MAX);
    }

    /// Nothing while this node is alone: whoever it answers is no member, and what is told to
    /// strangers would not be told to members later.
    @Override
    public List<byte[]> take(int bytesMax) {
        if (table.others() == 0) {
            return List.of();
        }
        return rumors.take(bytesMax, transmitsMax());
    }

    int queued() {
        return rumors.size();
    }

    private void round() {
        urgent = false;
        lastRoundNanos = runtime.clock().nanoTime();
        for (var target :
                table.sample(config.fanout(), row -> row.status().takesPart(), runtime.random())) {
            outbox.sendRumors(target.endpoint(), take(ROUND_DATAGRAMS_MAX * outbox.partBytesMax()));
        }
        if (!rumors.isEmpty() && table.others() > 0) {
            schedule(config.interval());
        }
    }

    private void schedule(Duration delay) {
        next.cancel();
        next = runtime.scheduler().schedule(delay, this::round);
    }

    private int transmitsMax() {
        return RetransmitLimit.of(config.retransmitMultiplier(), table.participants());
    }

    /// What a member is told of itself when it is in doubt here, so that it can refute.
    static Claim doubtAbout(Member row, Member accuser) {
        return switch (row.status()) {
            case ALIVE -> row.alive();
            case SUSPECT -> new Claim.Suspect(row.id(), row.incarnation(), accuser.id());
            case DEAD -> new Claim.Dead(row.id(), row.incarnation(), accuser.id());
            case LEFT -> new Claim.Left(row.id(), row.incarnation());
        };
    }
}
