package io.starling.gossip.cast;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/// Copies that were sent and are to be acknowledged, until they are, or are given up.
///
/// One queue of deadlines serves them all. What was acknowledged stays in it until its time, so
/// that a receipt costs no search; hence at most what was sent within the longest wait.
///
/// Confined to the node's loop.
public final class HandOvers {
    /// How often a copy is sent, to whomever.
    static final int SENDS_MAX = 4;
    /// How long a receipt is still understood after another delegate was asked. Late ones have to
    /// be measured too, or the estimate would stay low exactly when the load raises the true value.
    private static final long LATE_NANOS = Duration.ofMillis(500).toNanos();
    /// Of these, so many at once; what is given up beyond it is forgotten there and then.
    static final int LATE_MAX = 16_384;

    private final RoundTrip roundTrip;
    private final Window window;
    private final SilentPeers silent = new SilentPeers();
    /// Each time that a copy was sent, by the token that its receipt will name.
    private final Map<Integer, Send> byToken = new HashMap<>(0);
    private final PriorityQueue<HandedOver> deadlines =
            new PriorityQueue<>(
                    1,
                    // Subtracted, because nanoTime may wrap.
                    (a, b) -> Long.signum(a.dueNanos - b.dueNanos));
    private int lastToken;
    private int unacknowledged;
    private long forgotten;

    /// @param firstToken random, so that a receipt meant for a former run of this node is not taken
    ///     for one of this run's
    public HandOvers(int firstToken, RoundTrip roundTrip, Window window) {
        this.lastToken = firstToken;
        this.roundTrip = roundTrip;
        this.window = window;
    }

    /// How many wait for their receipt. Those whose receipt could only be late do not count.
    public int unacknowledged() {
        return unacknowledged;
    }

    /// Copies forgotten because too many were given up at once: their receipts, if they come, are
    /// not understood.
    public long forgotten() {
        return forgotten;
    }

    /// Members that are waited for again before their time, because too many kept silent.
    public long silencesForgotten() {
        return silent.forgotten();
    }

    /// Whether one more may be sent now.
    public boolean isOpen() {
        return unacknowledged < window.size();
    }

    /// A copy is about to be sent for the first time.
    ///
    /// @param asked its target's place among those who may see to the arc, 1 for the first
    public HandedOver sent(EventKey event, Task task, int asked, long nowNanos) {
        return expect(new HandedOver(event, task, asked, 0), nowNanos, roundTrip.timeoutNanos());
    }

    /// The arc of `former`, which is over its time or was declined, is about to be given to
    /// somebody else.
    ///
    /// @param asked how many were asked to see to it, `substitute` included
    public HandedOver replaced(HandedOver former, Task substitute, int asked, long nowNanos) {
        var replacing =
                new HandedOver(former.event, substitute, asked, former.sendsBefore + former.sends);
        if (!former.acknowledged) {
            givenUp(former, nowNanos);
        }
        return expect(replacing, nowNanos, roundTrip.backedOff(former.waitNanos));
    }

    private HandedOver expect(HandedOver over, long nowNanos, long waitNanos) {
        unacknowledged++;
        arm(over, nowNanos, waitNanos);
        return over;
    }

    /// The same copy is about to be sent to the same member again, with a token of its own: so a
    /// receipt tells which of them it is for.
    public void repeated(HandedOver over, long nowNanos) {
        unacknowledged++;
        over.late = false;
        arm(over, nowNanos, roundTrip.backedOff(over.waitNanos));
    }

    private void arm(HandedOver over, long nowNanos, long waitNanos) {
        over.sends++;
        over.token = ++lastToken;
        over.lastSend = new Send(over, over.token, nowNanos, over.lastSend);
        byToken.put(over.token, over.lastSend);
        over.waitNanos = waitNanos;
        over.dueNanos = nowNanos + waitNanos;
        deadlines.add(over);
    }

    /// A receipt came.
    ///
    /// @return what was received; empty if nobody asks any more, or if it comes from somebody else
    ///     than the copy was sent to
    public Optional<HandedOver> received(int token, Endpoint from, long nowNanos) {
        var send = byToken.get(token);
        if (send == null || !send.over.task.target().endpoint().equals(from)) {
            return Optional.empty();
        }
        var over = send.over;
        forget(over);
        silent.heard(over.task.target().id());
        long tripNanos = nowNanos - send.sentNanos;
        roundTrip.measured(tripNanos, nowNanos);
        if (!over.late) {
            unacknowledged--;
        }
        if (send.before == null) {
            window.acknowledged(tripNanos, nowNanos);
        } else {
            // Nothing came of the one before it, or that would have come first.
            window.lost(nowNanos, roundTrip.timeoutNanos());
        }
        over.acknowledged = true;
        over.repeatedInVain = token != over.token;
        return Optional.of(over);
    }

    private void forget(HandedOver over) {
        for (var send = over.lastSend; send != null; send = send.before) {
            byToken.remove(send.token);
        }
    }

    /// A copy that was just [#received] is brought to nobody over there.
    public void declined(HandedOver over) {
        over.declined = true;
    }

    /// Whether a member kept silent lately, so that waiting for it is vain.
    public boolean isSilent(Task task, long nowNanos) {
        return silent.isSilent(task.target().id(), nowNanos);
    }

    /// Takes out those whose time is over: each is to be [#repeated], [#replaced] or [#givenUp].
    public List<HandedOver> overdue(long nowNanos) {
        var overdue = new ArrayList<HandedOver>();
        while (!deadlines.isEmpty() && deadlines.peek().dueNanos - nowNanos <= 0) {
            var over = deadlines.remove();
            if (over.acknowledged) {
                continue;
            }
            if (over.late) {
                forget(over);
                window.lost(nowNanos, roundTrip.timeoutNanos());
                continue;
            }
            timeOut(over, nowNanos);
            overdue.add(over);
        }
        return overdue;
    }

    private void timeOut(HandedOver over, long nowNanos) {
        unacknowledged--;
        silent.silent(over.task.target().id(), nowNanos);
        if (over.sends + over.sendsBefore == 1) {
            roundTrip.timedOut(over.dueNanos - over.waitNanos, over.waitNanos);
        }
        over.late = true;
    }

    /// Nothing more is sent for it; a receipt is still understood for a while.
    public void givenUp(HandedOver over, long nowNanos) {
        if (byToken.size() - unacknowledged > LATE_MAX) {
            forget(over);
            forgotten++;
            return;
        }
        over.dueNanos = nowNanos + LATE_NANOS;
        deadlines.add(over);
    }

    /// When [#overdue] has something to do.
    public OptionalLong nextDeadline() {
        while (!deadlines.isEmpty() && deadlines.peek().acknowledged) {
            deadlines.remove();
        }
        return deadlines.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(deadlines.peek().dueNanos);
    }

    /// One sending of a copy.
    ///
    /// @param before the one before it, of the same copy to the same member
    private record Send(HandedOver over, int token, long sentNanos, @Nullable Send before) {}

    /// A copy on its way.
    public static final class HandedOver {
        private int token;
        private final EventKey event;
        private final Task task;
        private final int asked;
        private final int sendsBefore;
        private int sends;
        private @Nullable Send lastSend;
        private long waitNanos;
        private long dueNanos;
        private boolean acknowledged;
        private boolean declined;
        private boolean late;
        private boolean repeatedInVain;

        private HandedOver(EventKey event, Task task, int asked, int sendsBefore) {
            this.event = event;
            this.task = task;
            this.asked = asked;
            this.sendsBefore = sendsBefore;
        }

        /// Of its last sending.
        public int token() {
            return token;
        }

        public EventKey event() {
            return event;
        }

        public Task task() {
            return task;
        }

        /// Members that were asked to see to the arc, this one included.
        public int asked() {
            return asked;
        }

        /// Whether its target has the event.
        public boolean isAcknowledged() {
            return acknowledged;
        }

        /// Whether its target sees to the arc, besides.
        public boolean isTaken() {
            return acknowledged && !declined;
        }

        /// Whether it had been given to another member, or given up, when its receipt came.
        public boolean isLate() {
            return late;
        }

        /// Whether it had been sent to the same member again, when the receipt of an earlier
        /// sending came.
        public boolean isRepeatedInVain() {
            return repeatedInVain;
        }

        /// Whether it was sent as often as it may.
        public boolean isExhausted() {
            return sends + sendsBefore >= SENDS_MAX;
        }
    }
}
