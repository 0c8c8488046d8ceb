package io.starling.gossip.node;

import io.starling.gossip.event.Sequencer;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeClock;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Timing;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// The last step of an event's way: in its turn to the consumer, counted and timed.
///
/// Confined to the node's loop.
final class HandOut {
    /// Events that wait for others before them, of all origins. A flood of thousands after a pause
    /// fits, so that no gap is announced which repair is about to fill.
    private static final int WAITING_MAX = 16_384;

    private final Sequencer sequencer;
    private final NodeClock clock;
    private final Observer observer;
    private final Consumer<Delivery> consumer;
    private long forcedCounted;

    /// @param bytesMax of all events that wait
    HandOut(
            Duration gapTimeout,
            long bytesMax,
            NodeClock clock,
            Observer observer,
            Consumer<Delivery> consumer) {
        this.sequencer = new Sequencer(gapTimeout, WAITING_MAX, bytesMax);
        this.clock = clock;
        this.observer = observer;
        this.consumer = consumer;
    }

    /// Hands out `event` when it is its turn. The other arguments are those of [Sequencer#accept].
    void accept(UserEvent event, long doneBefore, long doneAfter) {
        deliver(sequencer.accept(event, doneBefore, doneAfter, clock.nanoTime()));
    }

    /// Announces `lost` when it is its turn. The other arguments are those of [Sequencer#lose].
    void lose(EventRange lost, long doneBefore, long doneAfter) {
        deliver(sequencer.lose(lost, doneBefore, doneAfter, clock.nanoTime()));
    }

    /// Stops waiting for what did not come in time.
    void releaseOverdue() {
        deliver(sequencer.overdue(clock.nanoTime()));
    }

    OptionalLong nextDeadline() {
        return sequencer.nextDeadline();
    }

    int held() {
        return sequencer.held();
    }

    private void deliver(List<Delivery> deliveries) {
        if (sequencer.forced() > forcedCounted) {
            observer.count(Counter.EVENT_GAPS_FORCED, sequencer.forced() - forcedCounted);
            forcedCounted = sequencer.forced();
        }
        for (var delivery : deliveries) {
            switch (delivery) {
                case Delivery.Event(var event, boolean late, _) -> count(event, late);
                case Delivery.Asked(var question, boolean late) -> count(question, late);
                case Delivery.Gap(var missing) ->
                        observer.count(Counter.EVENTS_MISSING, missing.count());
            }
            consumer.accept(delivery);
        }
    }

    private void count(UserEvent event, boolean late) {
        observer.count(Counter.EVENTS_HANDED_OUT);
        if (late) {
            observer.count(Counter.EVENTS_LATE);
        }
        observer.timing(Timing.EVENT_HANDED_OUT, ageNanos(event, clock));
    }

    /// How long ago `event` was fired, by both wall clocks; 0 if the origin's is ahead of ours.
    static long ageNanos(UserEvent event, NodeClock clock) {
        // No clock is before 1970: the lower bound keeps an absurd one from overflowing.
        long micros = clock.wallMicros() - Math.max(0, event.firedAtMicros());
        return Math.max(0, micros) * 1_000;
    }
}
