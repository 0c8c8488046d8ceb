package io.starling.gossip.node;

import io.starling.gossip.cast.Cast;
import io.starling.gossip.cast.Mix;
import io.starling.gossip.cast.Ring;
import io.starling.gossip.cast.RoundTrip;
import io.starling.gossip.model.Arc;
import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.runtime.Counter;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Brings events to every member: the ring of members is cut into ranges, each range is handed to a
/// delegate, and a delegate cuts its own range at the moment at which the event first comes to it.
///
/// [Delegation] sees to it that hand-overs arrive. What the tree misses all the same, [Confirming]
/// brings; what that misses, exchanges of state.
///
/// Confined to the node's loop.
final class RangeCast implements Spread {
    private static final Duration TIMEOUT_MAX = Duration.ofMillis(500);
    /// Of the outbox: beyond it this node brings to nobody what it is handed over.
    private static final double BUSY_SHARE = 0.8;

    private static final Optional<Counter> NONE = Optional.empty();

    private final NodeId self;
    private final UserEvents.Ports ports;
    private final PartSender sender;
    private final Supplier<Ring> ring;
    private final long queuedBytesMax;

    private final Journeys journeys = new Journeys();
    private final FireRate rate;
    private final Receipts receipts;
    private final Delegation delegation;
    private final Confirming confirming;
    private final Alarm alarm;

    /// @param ring the members as they are now
    RangeCast(
            NodeId self,
            GossipConfig.Events config,
            UserEvents.Ports ports,
            PartSender sender,
            Supplier<Ring> ring,
            Knowledge knowledge) {
        this.self = self;
        this.ports = ports;
        this.sender = sender;
        this.ring = ring;
        this.queuedBytesMax = config.outboxBytesMax();
        this.rate = new FireRate(now());
        var roundTrip = new RoundTrip(config.receiptMin(), TIMEOUT_MAX);
        this.delegation = new Delegation(self, config, ports, sender, ring, journeys, roundTrip);
        this.receipts = new Receipts(ports.scheduler(), sender, knowledge::time);
        this.confirming =
                new Confirming(self, config, ports, sender, ring, journeys, roundTrip, knowledge);
        this.alarm = new Alarm(ports.clock(), ports.scheduler(), this::onAlarm);
    }

    /// What the node knows of events besides those that are on their way.
    interface Knowledge {
        /// Whether an event is had, was had, or is history here.
        boolean known(EventKey event);

        /// Whether it is from before this node joined.
        boolean isHistory(EventKey event);

        LamportTime time();

        void witness(LamportTime time);
    }

    @Override
    public void fired(EncodedEvent event) {
        boolean economy = rate.isFast(now());
        if (ring.get().size() <= 1) {
            // Nobody to bring it to, and no timer for nothing. Whoever joins gets no history.
            return;
        }
        var journey = begin(event, economy);
        execute(journey, Arc.whole(self.position()), self.position(), false);
        rest();
    }

    @Override
    public void received(EncodedEvent event, Endpoint source, Optional<HandOver> over) {
        var journey = begin(event, over.map(HandOver::economy).orElse(true));
        over.ifPresent(asked -> take(journey, source, asked));
        rest();
    }

    @Override
    public void again(EventKey event, Endpoint source, HandOver over) {
        var journey = journeys.find(event);
        if (journey == null) {
            count(Counter.HAND_OVERS_LATE);
            receipts.add(source, over.token(), false);
        } else {
            take(journey, source, over);
        }
    }

    private Journey begin(EncodedEvent event, boolean economy) {
        var fired = event.event();
        long seed = Mix.seed(fired.key().boot(), fired.firedAtMicros());
        var journey = new Journey(event, new Cast(self, fired.origin(), seed, economy), now());
        if (journeys.begin(journey)) {
            count(Counter.EVENT_JOURNEYS_ENDED_EARLY);
        }
        confirming.add(event.key());
        return journey;
    }

    private void take(Journey journey, Endpoint source, HandOver over) {
        var refusal = over.duty() == Duty.LEAF ? NONE : refusal(journey, over);
        refusal.ifPresent(this::count);
        receipts.add(source, over.token(), refusal.isPresent());
        if (!journey.cast().heard(source, over.via())) {
            count(Counter.HAND_OVER_SOURCES_FORGOTTEN);
        }
        if (over.duty() != Duty.LEAF && refusal.isEmpty()) {
            bringFurther(journey, over);
        }
    }

    /// Why this node leaves it to others to bring an event further.
    private Optional<Counter> refusal(Journey journey, HandOver over) {
        if (queuedBytes() > BUSY_SHARE * queuedBytesMax) {
            return Optional.of(Counter.HAND_OVERS_DECLINED);
        }
        return journey.cast().isTooMuch(over.arc())
                ? Optional.of(Counter.HAND_OVERS_REFUSED)
                : NONE;
    }

    private void bringFurther(Journey journey, HandOver over) {
        if (isAtWork(journey, over)) {
            count(Counter.HAND_OVERS_NEEDLESS);
            return;
        }
        if (journey.cast().hasExecuted(over.arc())) {
            count(Counter.HAND_OVERS_PRUNED);
        }
        execute(journey, over.arc(), over.cut(), over.duty() == Duty.SHARED);
    }

    /// The first delegate was given up by somebody, but lives: it was heard executing this arc.
    private boolean isAtWork(Journey journey, HandOver over) {
        return over.duty() == Duty.ALONE
                && over.cut() != self.position()
                && ring.get()
                        .holder(over.cut())
                        .filter(first -> journey.cast().isAtWork(first.endpoint(), over.arc()))
                        .isPresent();
    }

    private void execute(Journey journey, Arc arc, long cut, boolean shared) {
        var tasks = journey.cast().execute(ring.get(), arc, cut, shared);
        // Most copies ask for nothing that has not been done: not even for another alarm.
        if (!tasks.isEmpty()) {
            tasks.forEach(task -> delegation.handOver(journey, task));
            rest();
        }
    }

    private void onAlarm() {
        delegation.run();
        confirming.run();
        journeys.expire(now());
        rest();
    }

    void onReceipt(Endpoint source, Message.EventReceipt receipt) {
        delegation.onReceipt(source, receipt);
        rest();
    }

    void onHave(Endpoint source, Message.EventHave have) {
        confirming.onHave(source, have);
        rest();
    }

    void onHeld(Endpoint source, Message.EventHeld held) {
        confirming.onHeld(source, held);
        rest();
    }

    @Override
    public long queuedBytes() {
        return delegation.waitingBytes() + sender.queuedBytes();
    }

    NodeStats.Pace pace() {
        return delegation.pace();
    }

    /// Until something comes, or falls due.
    private void rest() {
        delegation.report();
        confirming.report();
        alarm.set(
                Alarm.earliest(
                        Alarm.earliest(delegation.nextDeadline(), confirming.nextDeadline()),
                        journeys.nextDeadline()));
    }

    private void count(Counter counter) {
        ports.observer().count(counter);
    }

    private long now() {
        return ports.clock().nanoTime();
    }
}
