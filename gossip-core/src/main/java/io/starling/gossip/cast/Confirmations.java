package io.starling.gossip.cast;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.Member;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.LongSupplier;

/// What this node makes sure of at its successors: it asks whether they have the events that it got
/// itself, and goes on asking until they say so.
///
/// So for every live node the nearest live predecessor that has an event ends up asking it.
///
/// Confined to the node's loop.
public final class Confirmations {
    /// Of one question.
    public static final int RANGES_MAX = 64;
    /// Questions under way. Of more, the oldest are dropped: exchanges of state are the last net.
    static final int QUESTIONS_MAX = 4_096;
    /// Events that wait to be asked about; what comes beyond them is left to that net as well.
    static final int EVENTS_MAX = 16_384;
    /// How often one is put.
    static final int SENDS_MAX = 7;
    /// After so many silences the next successor is asked as well.
    static final int SILENCES_MAX = 3;

    private static final long RESEND_MIN_NANOS = Duration.ofMillis(10).toNanos();

    private final LongSupplier delayNanos;
    private final SequencedMap<Integer, Question> questions = new LinkedHashMap<>(0);
    private List<EventKey> fresh = new ArrayList<>(0);
    private long freshSinceNanos;
    private int lastToken;
    /// Nothing is due before.
    private long nextNanos;
    private long dropped;
    private long givenUp;

    /// @param delayNanos as it is now, from the receipt of an event to the first question; long
    ///     enough not to overtake the tree
    /// @param firstToken random, for the reason given at [HandOvers]
    public Confirmations(LongSupplier delayNanos, int firstToken) {
        this.delayNanos = delayNanos;
        this.lastToken = firstToken;
    }

    /// This node has got an event.
    ///
    /// @return whether it will be asked about
    public boolean add(EventKey event, long nowNanos) {
        if (fresh.isEmpty()) {
            freshSinceNanos = nowNanos;
        }
        return fresh.size() < EVENTS_MAX && fresh.add(event);
    }

    /// The events that it is time to ask about; they are taken out.
    public List<EventKey> takeDue(long nowNanos) {
        if (fresh.isEmpty() || nowNanos - freshSinceNanos < delayNanos.getAsLong()) {
            return List.of();
        }
        var due = fresh;
        fresh = new ArrayList<>(0);
        return due;
    }

    /// Opens questions about `events`, each to be sent now.
    ///
    /// @param place of `peer` among the successors
    public List<Question> ask(
            Member peer, int place, List<EventKey> events, long waitNanos, long nowNanos) {
        var ranges = Ranges.of(events);
        var asked = new ArrayList<Question>(1);
        for (int from = 0; from < ranges.size(); from += RANGES_MAX) {
            var part = ranges.subList(from, Math.min(from + RANGES_MAX, ranges.size()));
            var question =
                    new Question(++lastToken, peer, place, Ranges.within(events, part), waitNanos);
            question.sent(nowNanos);
            dueAt(question.dueNanos);
            questions.put(question.token, question);
            asked.add(question);
        }
        while (questions.size() > QUESTIONS_MAX) {
            questions.pollFirstEntry();
            dropped++;
        }
        return asked;
    }

    /// What an answer leaves to be done.
    ///
    /// @param place of the one that answered
    /// @param toSend what it lacks and wants; it is asked again about these
    /// @param passed what it neither has nor wants: does not count as had, somebody else is asked
    public record Answered(int place, List<EventKey> toSend, List<EventKey> passed) {}

    /// @return empty if nobody asked, or somebody else
    public Optional<Answered> answered(
            int token,
            Endpoint from,
            List<EventRange> wanted,
            List<EventRange> passed,
            long nowNanos) {
        var question = questions.get(token);
        if (question == null || !question.peer.endpoint().equals(from)) {
            return Optional.empty();
        }
        var passedOver = Ranges.within(question.events, passed);
        var lacking = Ranges.within(question.events, wanted);
        question.events = lacking;
        if (lacking.isEmpty()) {
            questions.remove(token);
        } else {
            question.again(nowNanos);
            dueAt(question.dueNanos);
        }
        return Optional.of(new Answered(question.place, lacking, passedOver));
    }

    /// Questions that are due, to be sent once more. Those that were sent often enough are given
    /// up.
    public List<Question> overdue(long nowNanos) {
        if (questions.isEmpty() || nextNanos - nowNanos > 0) {
            return List.of();
        }
        var overdue = new ArrayList<Question>(0);
        nextNanos = Long.MAX_VALUE + nowNanos;
        var all = questions.values().iterator();
        while (all.hasNext()) {
            var question = all.next();
            if (question.dueNanos - nowNanos <= 0) {
                if (question.sends >= SENDS_MAX) {
                    all.remove();
                    givenUp++;
                    continue;
                }
                question.sent(nowNanos);
                overdue.add(question);
            }
            nextNanos = question.dueNanos - nextNanos < 0 ? question.dueNanos : nextNanos;
        }
        return overdue;
    }

    private void dueAt(long nanos) {
        if (questions.isEmpty() || nanos - nextNanos < 0) {
            nextNanos = nanos;
        }
    }

    /// When something may be due.
    public OptionalLong nextDeadline() {
        long freshDue = freshSinceNanos + delayNanos.getAsLong();
        if (questions.isEmpty()) {
            return fresh.isEmpty() ? OptionalLong.empty() : OptionalLong.of(freshDue);
        }
        return OptionalLong.of(!fresh.isEmpty() && freshDue - nextNanos < 0 ? freshDue : nextNanos);
    }

    /// Questions under way.
    public int size() {
        return questions.size();
    }

    /// Questions that made room for others.
    public long dropped() {
        return dropped;
    }

    /// Questions that were put as often as they may, and never answered in full.
    public long givenUp() {
        return givenUp;
    }

    /// Whether one member has some events.
    public static final class Question {
        private final int token;
        private final Member peer;
        private final int place;
        private final long waitNanos;
        private List<EventKey> events;
        private long dueNanos;
        private int sends;

        private Question(int token, Member peer, int place, List<EventKey> events, long waitNanos) {
            this.token = token;
            this.peer = peer;
            this.place = place;
            this.events = events;
            this.waitNanos = Math.max(RESEND_MIN_NANOS, waitNanos);
        }

        private void sent(long nowNanos) {
            dueNanos = nowNanos + (waitNanos << sends);
            sends++;
        }

        /// It was answered: the peer lives, and what it lacks is on its way.
        private void again(long nowNanos) {
            dueNanos = nowNanos + waitNanos;
        }

        public int token() {
            return token;
        }

        public Member peer() {
            return peer;
        }

        public int place() {
            return place;
        }

        public List<EventKey> events() {
            return events;
        }

        /// Whether it has just been silent for so long that the next successor is asked as well.
        public boolean isHopeless() {
            return sends == SILENCES_MAX + 1;
        }
    }
}
