package io.starling.gossip.node;

import io.starling.gossip.cast.Confirmations;
import io.starling.gossip.cast.Confirmations.Question;
import io.starling.gossip.cast.Ranges;
import io.starling.gossip.cast.Ring;
import io.starling.gossip.cast.RoundTrip;
import io.starling.gossip.cast.Successors;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.runtime.Counter;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// Makes sure that the next members on the ring of confirmation have what this node has, and
/// answers those that make sure of this node.
///
/// Confined to the node's loop.
final class Confirming {
    /// Successors that are asked; one alone leaves holes where views differ.
    private static final int ASKED = 2;
    /// Copies sent for one answer; what is left is asked about again.
    private static final int COPIES_MAX = 64;

    private final NodeId self;
    private final long delayMinNanos;
    private final UserEvents.Ports ports;
    private final PartSender sender;
    private final Supplier<Ring> ring;
    private final Journeys journeys;
    private final RoundTrip roundTrip;
    private final RangeCast.Knowledge knowledge;
    private final Confirmations confirmations;
    private final List<Tally> tallies;
    private @Nullable Ring seen;
    private List<Member> successors = List.of();

    Confirming(
            NodeId self,
            GossipConfig.Events config,
            UserEvents.Ports ports,
            PartSender sender,
            Supplier<Ring> ring,
            Journeys journeys,
            RoundTrip roundTrip,
            RangeCast.Knowledge knowledge) {
        this.self = self;
        this.delayMinNanos = config.confirmDelay().toNanos();
        this.ports = ports;
        this.sender = sender;
        this.ring = ring;
        this.journeys = journeys;
        this.roundTrip = roundTrip;
        this.knowledge = knowledge;
        this.confirmations = new Confirmations(this::delayNanos, ports.random().nextInt());
        this.tallies =
                List.of(
                        new Tally(Counter.CONFIRMATIONS_DROPPED, confirmations::dropped),
                        new Tally(Counter.CONFIRMATIONS_GIVEN_UP, confirmations::givenUp));
    }

    /// When receipts take long, so do hand-overs, and the ring would bring everything once more.
    private long delayNanos() {
        return Math.max(delayMinNanos, 2 * roundTrip.timeoutNanos());
    }

    void add(EventKey event) {
        if (!confirmations.add(event, now())) {
            count(Counter.CONFIRMATIONS_UNASKED);
        }
    }

    void report() {
        tallies.forEach(tally -> tally.report(ports.observer()));
    }

    OptionalLong nextDeadline() {
        return confirmations.nextDeadline();
    }

    /// Asks what is due.
    void run() {
        var events = confirmations.takeDue(now());
        if (!events.isEmpty()) {
            for (int place = 0; place < Math.min(ASKED, successors().size()); place++) {
                ask(place, events);
            }
        }
        for (var question : confirmations.overdue(now())) {
            send(question);
            if (question.isHopeless()) {
                count(Counter.CONFIRMATIONS_WIDENED);
                ask(question.place() + ASKED, question.events());
            }
        }
    }

    private void ask(int place, List<EventKey> events) {
        var all = successors();
        if (place >= all.size()) {
            return;
        }
        var peer = all.get(place);
        var open = events.stream().filter(event -> !isHeldBy(event, peer)).toList();
        confirmations
                .ask(peer, place, open, 3 * roundTrip.timeoutNanos(), now())
                .forEach(this::send);
    }

    private boolean isHeldBy(EventKey event, Member peer) {
        var journey = journeys.find(event);
        // One that has ended cannot be sent any more: the exchange of state sees to it.
        return journey == null || journey.isHeldBy(peer.endpoint());
    }

    private void send(Question question) {
        count(Counter.CONFIRMATIONS_SENT);
        sender.send(
                question.peer().endpoint(),
                new Message.EventHave(
                        knowledge.time(), question.token(), Ranges.of(question.events())));
    }

    /// Says which of a member's events are not here.
    void onHave(Endpoint source, Message.EventHave have) {
        knowledge.witness(have.time());
        var wanted = new ArrayList<EventRange>(0);
        var passed = new ArrayList<EventRange>(0);
        long left = Journeys.JOURNEYS_MAX;
        for (var range : have.ranges()) {
            if (range.count() <= left) {
                left -= range.count();
                sort(range, wanted, passed);
            } else {
                // No node brings so many further; to look at each would hold the loop.
                count(Counter.CONFIRMATIONS_OVERLONG);
                passed.add(range);
            }
        }
        sender.send(source, answer(have, wanted, passed));
    }

    private Message.EventHeld answer(
            Message.EventHave have, List<EventRange> wanted, List<EventRange> passed) {
        boolean scattered =
                wanted.size() > Confirmations.RANGES_MAX
                        || passed.size() > Confirmations.RANGES_MAX;
        if (scattered) {
            // What is had of them comes once more, and is known by its first bytes.
            count(Counter.CONFIRMATIONS_SCATTERED);
            return new Message.EventHeld(knowledge.time(), have.token(), have.ranges(), List.of());
        }
        return new Message.EventHeld(knowledge.time(), have.token(), wanted, passed);
    }

    private void sort(EventRange range, List<EventRange> wanted, List<EventRange> passed) {
        var lacking = new ArrayList<EventKey>(0);
        var history = new ArrayList<EventKey>(0);
        for (long sequence = range.from(); sequence <= range.to(); sequence++) {
            var event = new EventKey(range.boot(), sequence);
            if (knowledge.isHistory(event)) {
                history.add(event);
            } else if (!knowledge.known(event)) {
                lacking.add(event);
            }
        }
        wanted.addAll(Ranges.of(lacking));
        passed.addAll(Ranges.of(history));
        count(Counter.CONFIRMATIONS_DECLINED, history.size());
    }

    void onHeld(Endpoint source, Message.EventHeld held) {
        knowledge.witness(held.time());
        confirmations
                .answered(held.token(), source, held.wanted(), held.passed(), now())
                .ifPresentOrElse(
                        answered -> answered(source, answered),
                        () -> count(Counter.CONFIRMATIONS_LATE));
    }

    private void answered(Endpoint source, Confirmations.Answered answered) {
        var wanted = answered.toSend();
        wanted.stream().limit(COPIES_MAX).forEach(event -> bring(source, event));
        count(Counter.CONFIRMATIONS_POSTPONED, wanted.size() - COPIES_MAX);
        if (!answered.passed().isEmpty()) {
            count(Counter.CONFIRMATIONS_PASSED_ON, answered.passed().size());
            ask(answered.place() + ASKED, answered.passed());
        }
    }

    private void bring(Endpoint target, EventKey event) {
        var journey = journeys.find(event);
        if (journey == null) {
            count(Counter.CONFIRMATIONS_UNREPAIRED);
            return;
        }
        count(Counter.CONFIRMATIONS_REPAIRED);
        sender.send(target, new Message.EventCopy(journey.event(), true));
    }

    private List<Member> successors() {
        var now = ring.get();
        if (seen != now) {
            seen = now;
            successors = Successors.of(now, self);
        }
        return successors;
    }

    private void count(Counter counter) {
        ports.observer().count(counter);
    }

    private void count(Counter counter, long amount) {
        if (amount > 0) {
            ports.observer().count(counter, amount);
        }
    }

    private long now() {
        return ports.clock().nanoTime();
    }
}
