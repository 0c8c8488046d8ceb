package io.starling.gossip.node;

import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Exchange.ReachFindings;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Scheduler.Timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One side's attempt to reach the other: pings again and again, tries a stream once, and listens
/// for the other's pings.
///
/// Any ping of the other counts as heard, its failure detector's included: it came the same way.
///
/// Confined to the node's loop.
final class ReachTrial implements Acks.Waiter {
    private static final Duration PING_INTERVAL = Duration.ofMillis(300);
    /// After so long a trial says what it found.
    static final Duration PATIENCE = Duration.ofMillis(1_200);

    /// What a trial needs of its node.
    record Links(NodeRuntime runtime, NodeId self, Acks acks, Outbox outbox, Exchanges exchanges) {}

    private final Links links;
    private final Member other;
    private final Runnable onChange;
    private final List<Long> sequences = new ArrayList<>();
    private Timer nextPing = () -> {};
    private Timer end = () -> {};
    private boolean heard;
    private boolean acked;
    private boolean streamed;
    private boolean overdue;
    private String failure = "no answer over TCP within %d ms".formatted(PATIENCE.toMillis());

    /// @param onChange called whenever something was found, and when the patience is over
    ReachTrial(Links links, Member other, Runnable onChange) {
        this.links = links;
        this.other = other;
        this.onChange = onChange;
    }

    void start() {
        end = links.runtime().scheduler().schedule(PATIENCE, this::onPatienceOver);
        links.exchanges()
                .request(
                        other.endpoint(),
                        new Exchange.StreamPing(other.id()),
                        PATIENCE,
                        this::onOutcome);
        ping();
    }

    /// Pings and listens no more.
    void stop() {
        nextPing.cancel();
        end.cancel();
        sequences.forEach(links.acks()::forget);
    }

    private void ping() {
        long sequence = links.acks().expect(this);
        sequences.add(sequence);
        nextPing = links.runtime().scheduler().schedule(PING_INTERVAL, this::ping);
        links.outbox()
                .introduce(other.endpoint(), new Message.Ping(sequence, other.id(), links.self()));
    }

    @Override
    public void onAck(Message.Ack ack) {
        acked = true;
        onChange.run();
    }

    /// A ping came, of whomever.
    void onPing(NodeId source) {
        if (!heard && source.equals(other.id())) {
            heard = true;
            onChange.run();
        }
    }

    private void onOutcome(Exchanges.Outcome outcome) {
        switch (outcome) {
            case Exchanges.Outcome.Answered(Exchange.StreamAck()) -> {
                streamed = true;
                failure = "";
            }
            case Exchanges.Outcome.Answered(_) -> failure = "the answer was no answer to a ping";
            case Exchanges.Outcome.Refused(_, var reason) -> failure = reason;
            case Exchanges.Outcome.Failed(var reason) -> failure = reason;
        }
        onChange.run();
    }

    private void onPatienceOver() {
        overdue = true;
        onChange.run();
    }

    /// Whether there is nothing more to find out, or no more time.
    boolean isOver() {
        return overdue || (heard && acked && streamed);
    }

    ReachFindings findings() {
        return new ReachFindings(other.endpoint(), heard, acked, streamed, failure);
    }
}
