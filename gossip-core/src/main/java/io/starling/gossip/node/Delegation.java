package io.starling.gossip.node;

import io.starling.gossip.cast.HandOvers;
import io.starling.gossip.cast.HandOvers.HandedOver;
import io.starling.gossip.cast.Ring;
import io.starling.gossip.cast.RoundTrip;
import io.starling.gossip.cast.Task;
import io.starling.gossip.cast.Window;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.runtime.Counter;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// Hands events over to delegates, a window of them at a time.
///
/// A copy that is not acknowledged within a few round trips, or is declined, goes to another
/// delegate; if nobody but its target depends on it, to the same one again.
///
/// Confined to the node's loop.
final class Delegation {
    /// A round trip of so many times the least patience has been in queues.
    private static final int QUEUED = 32;

    private final NodeId self;
    private final UserEvents.Ports ports;
    private final PartSender sender;
    private final Supplier<Ring> ring;
    private final Journeys journeys;
    private final RoundTrip roundTrip;
    private final long waitingBytesMax;

    private final Window window;
    private final HandOvers handOvers;
    private final WaitingCopies waiting = new WaitingCopies();
    private final List<Tally> tallies;

    Delegation(
            NodeId self,
            GossipConfig.Events config,
            UserEvents.Ports ports,
            PartSender sender,
            Supplier<Ring> ring,
            Journeys journeys,
            RoundTrip roundTrip) {
        this.self = self;
        this.ports = ports;
        this.sender = sender;
        this.ring = ring;
        this.journeys = journeys;
        this.roundTrip = roundTrip;
        this.waitingBytesMax = config.outboxBytesMax();
        this.window = new Window(config.receiptMin().multipliedBy(QUEUED));
        this.handOvers = new HandOvers(ports.random().nextInt(), roundTrip, window);
        this.tallies =
                List.of(
                        new Tally(Counter.RECEIPTS_FORGOTTEN, handOvers::forgotten),
                        new Tally(Counter.SILENT_MEMBERS_FORGOTTEN, handOvers::silencesForgotten));
    }

    /// Sends a copy, or has it wait for its turn.
    void handOver(Journey journey, Task task) {
        boolean own = journey.event().event().origin().equals(self);
        if (waiting.isEmpty() && handOvers.isOpen()) {
            sendFirst(journey, task);
        } else if (own || waiting.bytes() < waitingBytesMax) {
            waiting.add(new WaitingCopies.Copy(journey, task));
        } else {
            // Whoever is left out is found by the ring of confirmation.
            count(Counter.HAND_OVERS_DROPPED);
        }
    }

    /// If its one delegate kept silent lately, the next is asked without waiting for what would
    /// come of it.
    private void sendFirst(Journey journey, Task task) {
        boolean vain =
                task.duty() == Duty.ALONE && task.members() > 1 && handOvers.isSilent(task, now());
        var other = vain ? journey.cast().substitute(ring.get(), task, 1) : Optional.<Task>empty();
        if (other.isPresent()) {
            count(Counter.HAND_OVERS_SKIPPED);
        }
        int asked = other.isPresent() ? 2 : 1;
        send(journey, handOvers.sent(journey.key(), other.orElse(task), asked, now()));
    }

    private void send(Journey journey, HandedOver copy) {
        journey.sent(copy);
        transmit(journey, copy);
    }

    private void transmit(Journey journey, HandedOver copy) {
        var task = copy.task();
        var over =
                new HandOver(
                        task.arc(),
                        task.cut(),
                        task.via(),
                        copy.token(),
                        task.duty(),
                        journey.cast().economy());
        count(Counter.HAND_OVERS_SENT);
        sender.send(task.target().endpoint(), new Message.EventHandOver(journey.event(), over));
    }

    void onReceipt(Endpoint source, Message.EventReceipt receipt) {
        for (int token : receipt.tokens()) {
            handOvers
                    .received(token, source, now())
                    .ifPresentOrElse(
                            copy -> acknowledged(copy, receipt.busy()),
                            () -> count(Counter.RECEIPTS_UNKNOWN));
        }
        sendWaiting();
    }

    private void acknowledged(HandedOver copy, boolean busy) {
        if (copy.isLate() || copy.isRepeatedInVain()) {
            count(Counter.RECEIPTS_LATE);
        }
        if (busy && copy.task().duty() != Duty.LEAF) {
            count(Counter.HAND_OVERS_BUSY);
            handOvers.declined(copy);
            if (!copy.isLate()) {
                declined(copy);
            }
        }
    }

    private void declined(HandedOver copy) {
        var journey = journeys.find(copy.event());
        if (journey == null) {
            count(Counter.HAND_OVERS_GIVEN_UP);
        } else if (isForOthersToo(journey, copy.task()) && !replace(journey, copy)) {
            count(Counter.HAND_OVERS_GIVEN_UP);
        }
    }

    private void sendWaiting() {
        while (!waiting.isEmpty() && handOvers.isOpen()) {
            var next = waiting.removeFirst();
            sendFirst(next.journey(), next.task());
        }
    }

    /// Does what is due.
    void run() {
        handOvers.overdue(now()).forEach(this::missed);
        sendWaiting();
    }

    OptionalLong nextDeadline() {
        return handOvers.nextDeadline();
    }

    private void missed(HandedOver copy) {
        var journey = journeys.find(copy.event());
        if (journey == null || copy.isExhausted()) {
            giveUp(copy);
        } else if (!isForOthersToo(journey, copy.task()) || !replace(journey, copy)) {
            repeat(journey, copy);
        }
    }

    private void giveUp(HandedOver copy) {
        count(Counter.HAND_OVERS_GIVEN_UP);
        handOvers.givenUp(copy, now());
    }

    private void repeat(Journey journey, HandedOver copy) {
        if (isGone(copy.task().target())) {
            giveUp(copy);
            return;
        }
        count(Counter.HAND_OVERS_REPEATED);
        handOvers.repeated(copy, now());
        transmit(journey, copy);
    }

    /// Whether members besides its target depend on this copy: else nobody is asked in its place.
    private boolean isForOthersToo(Journey journey, Task task) {
        boolean second = task.partner().isPresent() && !task.isFirstChoice();
        return task.duty() != Duty.LEAF
                && task.members() > 1
                && !second
                && task.partner()
                        .filter(other -> isSelf(other) || journey.isTakenBy(other, task.arc()))
                        .isEmpty();
    }

    private boolean isSelf(Member member) {
        return member.id().equals(self);
    }

    private boolean isGone(Member target) {
        return ring.get().holder(target.id().position()).isEmpty();
    }

    /// @return whether there was somebody else
    private boolean replace(Journey journey, HandedOver copy) {
        int asked = copy.asked() + (copy.task().partner().isPresent() ? 1 : 0);
        var substitute = journey.cast().substitute(ring.get(), copy.task(), asked);
        substitute.ifPresent(
                task -> {
                    count(Counter.HAND_OVERS_REDELEGATED);
                    send(journey, handOvers.replaced(copy, task, asked + 1, now()));
                });
        return substitute.isPresent();
    }

    /// Of the events whose copies wait for the window.
    long waitingBytes() {
        return waiting.bytes();
    }

    NodeStats.Pace pace() {
        return new NodeStats.Pace(
                handOvers.unacknowledged(),
                waiting.bytes(),
                window.size(),
                Duration.ofNanos(roundTrip.timeoutNanos()));
    }

    void report() {
        tallies.forEach(tally -> tally.report(ports.observer()));
    }

    private void count(Counter counter) {
        ports.observer().count(counter);
    }

    private long now() {
        return ports.clock().nanoTime();
    }
}
