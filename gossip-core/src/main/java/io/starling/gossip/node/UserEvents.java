package io.starling.gossip.node;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventMark;
import io.starling.gossip.model.EventProgress;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.retention.EarlyEvents;
import io.starling.gossip.retention.SeenState;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeClock;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Scheduler;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// User events, as the rest of the node sees them: what comes in about them, what is to be told of
/// them, and what a joining node makes of them.
///
/// A node that joins learns with the join exchange what is history to it. Until then it cannot
/// tell, so it holds what arrives. One timer serves all deadlines; a node without pending events
/// has none.
///
/// Confined to the node's loop.
final class UserEvents {
    /// On one ack.
    private static final int MARKS_MAX = 16;
    /// Early events taken up in one go, so that a thousand do not hold the loop.
    private static final int EARLY_BATCH = 64;

    /// Who this node is, in this run.
    ///
    /// @param clock the latest time that a former run may have stamped
    record Local(NodeId id, OriginBoot boot, LamportTime clock) {}

    /// The ports that events use.
    record Ports(NodeClock clock, Scheduler scheduler, RandomGenerator random, Observer observer) {}

    /// The components next door.
    ///
    /// @param consumer gets each origin's events in order; must not call back
    record Links(
            EventEncoder encoder,
            Peers peers,
            PartSender sender,
            Spread spread,
            Consumer<Delivery> consumer) {}

    private final Local local;
    private final Ports ports;

    private final EventPath path;
    private final SeenState seen;
    private final Spread spread;
    private final EventRepair repair;
    private final HandOut handOut;
    private final EarlyEvents early;
    private final Alarm alarm;
    /// Whether this node has exchanged state with another since it started. Before, it cannot tell
    /// what is history to it.
    private boolean attached;
    private long forgottenCounted;

    UserEvents(Local local, GossipConfig.Events config, Ports ports, Links links) {
        this.local = local;
        this.ports = ports;
        path = new EventPath(local, config, ports, links);
        seen = path.seen();
        spread = links.spread();
        repair = path.repair();
        handOut = path.handOut();
        early = new EarlyEvents(config.earlyMax());
        alarm = new Alarm(ports.clock(), ports.scheduler(), this::onAlarm);
    }

    /// Fires an event at every member, this node included.
    ///
    /// @return the event as it was stamped, already handed out here
    /// @throws EventRefusedException if it was refused; nothing was sent, the clock did not move
    ///     and no sequence was used
    UserEvent fire(EventRequest request) {
        return fire(request, Optional.empty());
    }

    /// @param question present if it asks something
    UserEvent fire(EventRequest request, Optional<Question> question) {
        requireInLoop();
        var event = path.fire(request, question);
        setAlarm();
        return event;
    }

    /// A copy of an event came.
    ///
    /// @param reply whether it answers a pull: then it is not passed on, because what others miss
    ///     they pull themselves
    void onCopy(Endpoint source, EncodedEvent event, boolean reply) {
        requireInLoop();
        hear(new EarlyEvents.Early(source, event, reply, Optional.empty()));
    }

    /// An event was handed over to this node.
    void onHandOver(Endpoint source, Message.EventHandOver handed) {
        requireInLoop();
        hear(new EarlyEvents.Early(source, handed.event(), false, Optional.of(handed.over())));
    }

    private void hear(EarlyEvents.Early copy) {
        if (!attached) {
            count(Counter.EVENTS_EARLY_DROPPED, early.add(copy));
        } else {
            path.hear(copy);
            setAlarm();
        }
    }

    /// Copies came that were [#known] and were not read any further.
    void onDuplicates(int count) {
        requireInLoop();
        count(Counter.EVENTS_DUPLICATE, count);
    }

    /// An event that is [#known] was handed over, and was not read any further.
    void onAgain(Endpoint source, EventKey event, HandOver over) {
        requireInLoop();
        count(Counter.EVENTS_DUPLICATE, 1);
        // To history, and to what is not decided yet, this node does nothing: it gives no receipt.
        if (!early.contains(event) && !isHistory(event)) {
            spread.again(event, source, over);
        }
    }

    /// Whether a copy of this event need not be read. Allocates nothing.
    boolean known(EventKey key) {
        return key.boot().equals(local.boot()) || seen.seen(key) || early.contains(key);
    }

    /// Whether an event is from before this node joined.
    boolean isHistory(EventKey event) {
        return event.sequence() <= seen.floor(event.boot());
    }

    void witness(LamportTime time) {
        path.witness(time);
    }

    /// A member asks for events that it misses.
    void onPull(Endpoint source, Message.EventPull pull) {
        requireInLoop();
        repair.onPull(source, pull);
    }

    /// A member no longer has what it was asked for.
    void onGone(Endpoint source, Message.EventGone gone) {
        requireInLoop();
        repair.onGone(source, gone);
        setAlarm();
    }

    /// A member tells the highest sequences it has of some origins.
    void onMarks(Endpoint source, List<EventMark> marks) {
        requireInLoop();
        marks.forEach(mark -> hear(source, mark.boot(), mark.sequence()));
        setAlarm();
    }

    /// What this node tells on an ack: at most 16 origins, most recently active first.
    List<EventMark> marks() {
        requireInLoop();
        return seen.marks(MARKS_MAX);
    }

    /// What this node has of each origin, most recently active first.
    ///
    /// @param bytesMax about how many bytes it may have once encoded
    List<EventProgress> progress(int bytesMax) {
        requireInLoop();
        return seen.progress(bytesMax);
    }

    /// A member tells what it has of each origin; whatever of it is not known here is wanted.
    void onProgress(Endpoint source, List<EventProgress> progress, LamportTime time) {
        requireInLoop();
        path.witness(time);
        progress.forEach(origin -> hear(source, origin.boot(), origin.highest()));
        setAlarm();
    }

    boolean isAttached() {
        return attached;
    }

    /// This node is there from the beginning of its cluster: nothing is history to it.
    void attach() {
        requireInLoop();
        attached = true;
    }

    /// This node's exchange with another came back. If it is the first, what the other has is
    /// history to this node; after that it is what [#onProgress] says.
    ///
    /// So a restarted node gets no old events, though members that did not notice the restart went
    /// on sending to it.
    void joined(Endpoint source, List<EventProgress> progress, LamportTime time) {
        requireInLoop();
        if (!attached) {
            // From behind, so that the most recently active ends up as such here too.
            progress.reversed().forEach(this::makeHistory);
            attached = true;
        }
        onProgress(source, progress, time);
        takeUpEarly();
    }

    /// Another node began an exchange with this one. If that is this node's first, the one of the
    /// two that is new in the cluster is the one that gets no history.
    ///
    /// @param newcomer whether the other says that it has never exchanged state before
    void visited(
            Endpoint source, boolean newcomer, List<EventProgress> progress, LamportTime time) {
        requireInLoop();
        if (newcomer) {
            attach();
        }
        joined(source, progress, time);
    }

    /// The Lamport clock, to be told to others.
    LamportTime time() {
        return path.time();
    }

    /// Origin boots whose events are known.
    int origins() {
        return seen.origins();
    }

    /// Bytes of events kept for repair.
    long storeBytes() {
        return repair.storeBytes();
    }

    /// Events that wait for others before them.
    int held() {
        return handOut.held();
    }

    private void hear(Endpoint source, OriginBoot boot, long sequence) {
        // Without an exchange nobody can tell whether that is history; it will be said again.
        if (attached && sequence > 0 && !boot.equals(local.boot())) {
            repair.hear(source, boot, sequence);
        }
    }

    private void makeHistory(EventProgress origin) {
        boolean foreign = !origin.boot().equals(local.boot());
        if (foreign && origin.highest() > 0 && !seen.join(origin.boot(), origin.highest(), now())) {
            count(Counter.EVENTS_ORIGIN_REFUSED, 1);
        }
    }

    private void takeUpEarly() {
        early.take(EARLY_BATCH).forEach(path::hear);
        setAlarm();
        if (!early.isEmpty()) {
            ports.scheduler().execute(this::takeUpEarly);
        }
    }

    private void onAlarm() {
        handOut.releaseOverdue();
        repair.run();
        setAlarm();
    }

    private void setAlarm() {
        count(Counter.EVENT_ORIGINS_FORGOTTEN, seen.forgotten() - forgottenCounted);
        forgottenCounted = seen.forgotten();
        alarm.set(Alarm.earliest(handOut.nextDeadline(), repair.nextDeadline()));
    }

    private void count(Counter counter, long amount) {
        if (amount > 0) {
            ports.observer().count(counter, amount);
        }
    }

    private long now() {
        return ports.clock().nanoTime();
    }

    private void requireInLoop() {
        assert ports.scheduler().inLoop();
    }
}
