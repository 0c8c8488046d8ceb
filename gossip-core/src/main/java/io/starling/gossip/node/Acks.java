package io.starling.gossip.node;

import io.starling.gossip.model.Message;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Observer;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Who waits for which ack. The sequence number in the ack finds the waiter again.
///
/// Bounded by its callers: each waits for a bounded number and forgets in time.
///
/// Confined to the node's loop.
final class Acks {

    /// What to do when an answer comes. A waiter is told of one ack at most, of any number of
    /// nacks.
    interface Waiter {
        void onAck(Message.Ack ack);

        default void onNack() {}
    }

    private final Map<Long, Waiter> waiting = new HashMap<>(0);
    private final Observer observer;
    private long sequence;

    /// Sequences start at random, so that an ack meant for a former run of this node is not taken
    /// for one of this run's.
    Acks(RandomGenerator random, Observer observer) {
        this.observer = observer;
        this.sequence = random.nextLong() >>> 16;
    }

    /// @return the sequence to ask with
    long expect(Waiter waiter) {
        waiting.put(++sequence, waiter);
        return sequence;
    }

    void forget(long sequence) {
        waiting.remove(sequence);
    }

    void onAck(Message.Ack ack) {
        var waiter = waiting.remove(ack.sequence());
        if (waiter == null) {
            // The verdict has already been given.
            observer.count(Counter.ACKS_LATE);
        } else {
            waiter.onAck(ack);
        }
    }

    void onNack(long sequence) {
        var waiter = waiting.get(sequence);
        if (waiter == null) {
            observer.count(Counter.ACKS_LATE);
        } else {
            waiter.onNack();
        }
    }
}
