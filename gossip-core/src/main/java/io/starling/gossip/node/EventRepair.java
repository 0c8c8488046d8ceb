package io.starling.gossip.node;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.retention.EventStore;
import io.starling.gossip.retention.GapPull;
import io.starling.gossip.retention.Hearsay;
import io.starling.gossip.retention.PullAnswer;
import io.starling.gossip.retention.SeenState;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeClock;
import io.starling.gossip.runtime.Observer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Gets what the spread has missed, gives others what they have missed, and gives up what nobody
/// has any more.
///
/// An event is wanted when a later one of its origin was seen or when a member speaks of it. What
/// is given up goes to the hand-out as lost, so that its place is announced. The word of members
/// alone moves no base, though: what they speak of and nobody shows or says to have had is
/// forgotten after retention, so that a wrong word can neither turn events to come into old news
/// nor make a gap of what never was.
///
/// Confined to the node's loop.
final class EventRepair {
    private final GossipConfig.Events config;
    private final NodeClock clock;
    private final Observer observer;
    private final Peers peers;
    private final PartSender sender;
    private final SeenState seen;
    private final HandOut handOut;

    private final EventStore store;
    private final GapPull pulls;

    EventRepair(
            GossipConfig.Events config,
            UserEvents.Ports ports,
            UserEvents.Links links,
            SeenState seen,
            HandOut handOut) {
        this.config = config;
        this.clock = ports.clock();
        this.observer = ports.observer();
        this.peers = links.peers();
        this.sender = links.sender();
        this.seen = seen;
        this.handOut = handOut;
        this.store = new EventStore(config.retention(), config.retentionBytesMax());
        this.pulls = new GapPull(config.pullDelay(), config.retention());
    }

    /// Keeps `event` for members that miss it.
    void keep(EncodedEvent event) {
        int evicted = store.add(event, clock.nanoTime());
        if (evicted > 0) {
            observer.count(Counter.EVENT_STORE_EVICTED, evicted);
        }
    }

    void want(EventRange missing, Endpoint informant) {
        pulls.want(missing, informant, clock.nanoTime());
    }

    /// A member speaks of events of `boot` up to `sequence`.
    void hear(Endpoint informant, OriginBoot boot, long sequence) {
        switch (seen.hear(boot, sequence, clock.nanoTime())) {
            case Hearsay.News(var missing) -> want(missing, informant);
            case Hearsay.Known _ -> {}
            case Hearsay.OriginRefused _ -> observer.count(Counter.EVENTS_ORIGIN_REFUSED);
        }
    }

    /// An answer brought an event that was missing and is marked as seen by now.
    void answered(EventKey key, Endpoint source) {
        pulls.answered(key, source, clock.nanoTime());
        sendDue();
    }

    /// Answers a member that misses events.
    void onPull(Endpoint source, Message.EventPull pull) {
        if (sender.queuedBytes() >= config.outboxBytesMax() / 2) {
            // What others fire comes first. The asker asks again, or somebody else.
            observer.count(Counter.EVENT_PULLS_REFUSED);
            return;
        }
        var answer = PullAnswer.to(pull.ranges(), store, seen);
        if (answer.isEmpty()) {
            return;
        }
        observer.count(Counter.EVENT_PULLS_ANSWERED);
        if (!answer.gone().isEmpty()) {
            // First, since the asker goes on asking once the last event has come.
            sender.send(source, new Message.EventGone(answer.gone()));
        }
        for (var event : answer.events()) {
            sender.send(source, new Message.EventCopy(event, true));
        }
    }

    /// A member answers that it no longer has what it was asked for.
    void onGone(Endpoint source, Message.EventGone gone) {
        gone.ranges().stream()
                .limit(PullAnswer.RANGES_MAX)
                .flatMap(range -> pulls.gone(range, source, clock.nanoTime()).stream())
                .forEach(this::giveUp);
    }

    /// Does what is due.
    void run() {
        long now = clock.nanoTime();
        store.expire(now);
        pulls.expire(now).forEach(this::giveUp);
        sendDue();
    }

    /// When [#run] has something to do; empty if nothing is kept or wanted.
    OptionalLong nextDeadline() {
        return Alarm.earliest(store.nextDeadline(), pulls.nextDeadline());
    }

    long storeBytes() {
        return store.bytes();
    }

    private void sendDue() {
        for (var ask : pulls.due(clock.nanoTime(), seen, this::anyPeer)) {
            observer.count(Counter.EVENT_PULLS_SENT);
            sender.send(ask.target(), new Message.EventPull(ask.ranges()));
        }
    }

    private Optional<Endpoint> anyPeer(Optional<Endpoint> except) {
        return peers.sample(1, except.stream().toList()).stream()
                .findFirst()
                .or(() -> peers.sample(1, List.of()).stream().findFirst());
    }

    private void giveUp(GapPull.Expired expired) {
        var range = expired.range();
        long proven = Math.max(expired.gone(), seen.proven(range.boot()));
        if (range.from() <= proven) {
            giveUp(new EventRange(range.boot(), range.from(), Math.min(range.to(), proven)));
        }
        if (proven < range.to()) {
            long from = Math.max(range.from(), proven + 1);
            observer.count(Counter.EVENTS_UNPROVEN, range.to() - from + 1);
            pulls.forgetAbove(range.boot(), proven);
            seen.retract(range.boot());
        }
    }

    private void giveUp(EventRange lost) {
        for (var missing : seen.missing(lost, config.windowMax())) {
            long doneBefore = seen.base(missing.boot());
            seen.giveUp(missing);
            handOut.lose(missing, doneBefore, seen.base(missing.boot()));
        }
    }
}
