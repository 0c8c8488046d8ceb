package io.starling.gossip.node;

import io.starling.gossip.event.LamportClock;
import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.retention.EarlyEvents.Early;
import io.starling.gossip.retention.SeenState;
import io.starling.gossip.retention.Sighting;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Timing;

import java.util.Optional;

/// The way of an event through this node: it is fired here or told from those that were seen, then
/// kept, handed out and passed on, in this order.
///
/// The limits of this node hold for events of others too: a member configured larger is counted,
/// not obeyed. The Lamport time of every copy is witnessed and decides nothing.
///
/// Confined to the node's loop.
final class EventPath {
    private final UserEvents.Local local;
    private final GossipConfig.Events config;
    private final UserEvents.Ports ports;
    private final UserEvents.Links links;

    private final LamportClock lamport;
    private final SeenState seen;
    private final HandOut handOut;
    private final EventRepair repair;

    EventPath(
            UserEvents.Local local,
            GossipConfig.Events config,
            UserEvents.Ports ports,
            UserEvents.Links links) {
        this.local = local;
        this.config = config;
        this.ports = ports;
        this.links = links;
        lamport = new LamportClock(local.clock());
        seen = new SeenState(config.windowMax(), config.originsMax(), config.retention());
        handOut =
                new HandOut(
                        config.gapTimeout(),
                        config.retentionBytesMax(),
                        ports.clock(),
                        ports.observer(),
                        links.consumer());
        repair = new EventRepair(config, ports, links, seen, handOut);
    }

    SeenState seen() {
        return seen;
    }

    HandOut handOut() {
        return handOut;
    }

    EventRepair repair() {
        return repair;
    }

    LamportTime time() {
        return lamport.time();
    }

    /// Every check that can refuse comes before the clock ticks and a sequence is taken, so that a
    /// refusal leaves no hole.
    UserEvent fire(EventRequest request, Optional<Question> question) {
        try {
            check(request);
        } catch (EventRefusedException refused) {
            count(Counter.EVENTS_REFUSED);
            throw refused;
        }
        count(Counter.EVENTS_FIRED);
        var time = lamport.tick();
        var key = seen.next(local.boot(), now());
        var event =
                new UserEvent(
                        EventId.random(ports.random()),
                        key,
                        time,
                        local.id(),
                        request.name(),
                        request.payload(),
                        request.filters(),
                        ports.clock().wallMicros(),
                        question);
        var encoded = links.encoder().encode(event);
        accept(encoded, key.sequence() - 1);
        links.spread().fired(encoded);
        return event;
    }

    void hear(Early copy) {
        var event = copy.event().event();
        var key = event.key();
        witness(event.time());
        if (key.boot().equals(local.boot())) {
            again(copy);
            return;
        }
        switch (seen.witness(key, event.origin(), now())) {
            case Sighting.New(long doneBefore, var opened) -> {
                opened.ifPresent(hole -> repair.want(hole, copy.source()));
                receive(copy, doneBefore);
            }
            case Sighting.Seen _ -> again(copy);
            case Sighting.Historic _ -> count(Counter.EVENTS_HISTORIC);
            case Sighting.BeyondWindow _ -> {
                count(Counter.EVENTS_BEYOND_WINDOW);
                repair.hear(copy.source(), key.boot(), key.sequence());
                seen.prove(key);
            }
            case Sighting.OriginRefused _ -> count(Counter.EVENTS_ORIGIN_REFUSED);
        }
    }

    private void again(Early copy) {
        count(Counter.EVENTS_DUPLICATE);
        copy.over()
                .ifPresent(over -> links.spread().again(copy.event().key(), copy.source(), over));
    }

    void witness(LamportTime time) {
        if (!lamport.witness(time)) {
            count(Counter.CLOCKS_NOT_BELIEVED);
        }
    }

    private void check(EventRequest request) {
        try {
            Names.requireEventName(request.name());
        } catch (IllegalArgumentException badName) {
            throw new EventRefusedException.BadName(String.valueOf(badName.getMessage()));
        }
        int bytes =
                links.encoder().contentBytes(request.name(), request.payload(), request.filters());
        if (bytes > config.bytesMax()) {
            throw new EventRefusedException.TooLarge(bytes, config.bytesMax());
        }
        long queued = links.spread().queuedBytes();
        if (queued >= config.outboxBytesMax() / 2) {
            throw new EventRefusedException.Overloaded(queued, config.outboxBytesMax() / 2);
        }
    }

    /// @param copy marked as seen by now
    private void receive(Early copy, long doneBefore) {
        var event = copy.event().event();
        if (isOversize(event)) {
            refuse(event, doneBefore);
        } else {
            count(Counter.EVENTS_RECEIVED);
            ports.observer().timing(Timing.EVENT_RECEIVED, HandOut.ageNanos(event, ports.clock()));
            accept(copy.event(), doneBefore);
            if (copy.reply()) {
                count(Counter.EVENTS_REPAIRED);
            }
            links.spread().received(copy.event(), copy.source(), copy.over());
        }
        if (copy.reply()) {
            repair.answered(event.key(), copy.source());
        }
    }

    private boolean isOversize(UserEvent event) {
        int bytes = links.encoder().contentBytes(event.name(), event.payload(), event.filters());
        return bytes > config.bytesMax();
    }

    /// It stays marked as seen, since it would be a hole for ever and be pulled again and again.
    private void refuse(UserEvent event, long doneBefore) {
        count(Counter.EVENTS_OVERSIZE);
        var key = event.key();
        var lost = new EventRange(key.boot(), key.sequence(), key.sequence());
        handOut.lose(lost, doneBefore, seen.base(key.boot()));
    }

    private void accept(EncodedEvent event, long doneBefore) {
        repair.keep(event);
        handOut.accept(event.event(), doneBefore, seen.base(event.key().boot()));
    }

    private void count(Counter counter) {
        ports.observer().count(counter);
    }

    private long now() {
        return ports.clock().nanoTime();
    }
}
