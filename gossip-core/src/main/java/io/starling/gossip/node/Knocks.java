package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.runtime.Scheduler;
import io.starling.gossip.runtime.Scheduler.Timer;

import java.time.Duration;
import java.util.function.Consumer;

/// Asks at an address whether a certain node lives there: by datagrams, and by a stream when the
/// first stays unanswered. What may have been lost is asked again, so that a lossy network is not
/// taken for a closed one.
///
/// Confined to the node's loop.
final class Knocks {
    /// Datagrams of one knock, evenly over its time.
    private static final int PINGS = 5;

    private final NodeId self;
    private final Scheduler scheduler;
    private final Patience patience;
    private final Acks acks;
    private final Outbox outbox;
    private final Exchanges exchanges;

    Knocks(
            NodeId self,
            Scheduler scheduler,
            Patience patience,
            Acks acks,
            Outbox outbox,
            Exchanges exchanges) {
        this.self = self;
        this.scheduler = scheduler;
        this.patience = patience;
        this.acks = acks;
        this.outbox = outbox;
        this.exchanges = exchanges;
    }

    /// What came back.
    enum Heard {
        DATAGRAM,
        /// Datagrams do not get through, one way or the other.
        STREAM,
        NOTHING
    }

    /// @param onHeard runs on the loop once, never inside this call: at once when a datagram is
    ///     answered, else when the time is over; not at all if the knock is cancelled
    Knock at(Endpoint endpoint, NodeId id, Duration within, Consumer<Heard> onHeard) {
        var knock = new Knock(endpoint, id, within, onHeard);
        knock.start();
        return knock;
    }

    final class Knock implements Acks.Waiter {
        private final Endpoint endpoint;
        private final NodeId id;
        private final Duration within;
        private final Consumer<Heard> onHeard;
        private long sequence;
        private Patience.Deadline deadline = patience.never();
        private Timer again = () -> {};
        private int pings;
        private boolean streamAnswered;

        private Knock(Endpoint endpoint, NodeId id, Duration within, Consumer<Heard> onHeard) {
            this.endpoint = endpoint;
            this.id = id;
            this.within = within;
            this.onHeard = onHeard;
        }

        private void start() {
            sequence = acks.expect(this);
            deadline = patience.after(within, this::onTime);
            ping();
        }

        private void ping() {
            if (pings == 1) {
                askOverStream();
            }
            outbox.sendBare(endpoint, new Message.Ping(sequence, id, self));
            if (++pings < PINGS) {
                again = scheduler.schedule(within.dividedBy(PINGS), this::ping);
            }
        }

        private void askOverStream() {
            exchanges.request(
                    endpoint,
                    new Exchange.StreamPing(id),
                    within.dividedBy(PINGS).multipliedBy(PINGS - 1),
                    outcome ->
                            streamAnswered |=
                                    outcome
                                            instanceof
                                            Exchanges.Outcome.Answered(Exchange.StreamAck()));
        }

        @Override
        public void onAck(Message.Ack ack) {
            cancel();
            onHeard.accept(Heard.DATAGRAM);
        }

        private void onTime() {
            cancel();
            onHeard.accept(streamAnswered ? Heard.STREAM : Heard.NOTHING);
        }

        void cancel() {
            acks.forget(sequence);
            deadline.cancel();
            again.cancel();
        }
    }
}
