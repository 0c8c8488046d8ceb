package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Echo;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Scheduler.Timer;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The questions that this node has asked, and the way of answers to whoever asked.
///
/// A question travels as an event does; an answer takes the straight way, and with relays also that
/// over as many other members, so that a lost datagram or a broken link need not cost it. Answers
/// are datagrams and nothing is repeated: who asked learns of whom it has not heard, and may ask
/// again.
///
/// The id of a question is its token: 128 random bits that only those have who heard it.
///
/// Confined to the node's loop.
final class Questions {
    /// Open at once.
    static final int OPEN_MAX = 256;

    /// How long nothing must have come, after all who promised an answer gave it, for the question
    /// to be over before its time: acknowledgements of others may be on their way.
    static final Duration QUIET = Duration.ofSeconds(1);

    private final NodeRuntime runtime;
    private final MemberTable table;
    private final PartSender sender;
    private final Map<EventId, Open> open = new LinkedHashMap<>();

    Questions(NodeRuntime runtime, MemberTable table, PartSender sender) {
        this.runtime = runtime;
        this.table = table;
        this.sender = sender;
    }

    /// @throws EventRefusedException if too many are open
    void requireRoom() {
        if (open.size() >= OPEN_MAX) {
            count(Counter.QUERIES_REFUSED);
            throw EventRefusedException.Overloaded.byQuestions(OPEN_MAX);
        }
    }

    /// @param asked by this node, just now
    void open(UserEvent asked, Question question, Consumer<Echo> listener) {
        count(Counter.QUERIES_ASKED);
        open.put(asked.id(), new Open(asked.id(), question.timeout(), listener));
    }

    /// This node says something to a question, its own ones included.
    void answer(UserEvent asked, Answer.Kind kind, byte[] content) {
        var answer = new Answer(asked.id(), asked.origin(), table.self().id(), kind, content);
        count(Counter.QUERY_ANSWERS_SENT);
        if (table.isSelf(asked.origin())) {
            hear(answer);
            return;
        }
        pass(answer);
        var over = new Message.QueryAnswer(answer, true);
        relays(asked).forEach(relay -> sender.send(relay.endpoint(), over));
    }

    private List<Member> relays(UserEvent asked) {
        int relays = asked.question().map(Question::relays).orElse(0);
        return relays == 0
                ? List.of()
                : table.sample(
                        relays,
                        row ->
                                row.status().takesPart()
                                        && !table.isSelf(row.id())
                                        && !row.id().equals(asked.origin()),
                        runtime.random());
    }

    /// An answer came, for this node or to be passed on. It is passed on once, so that nothing goes
    /// in circles.
    void onAnswer(Message.QueryAnswer message) {
        var answer = message.answer();
        if (table.isSelf(answer.asker())) {
            hear(answer);
        } else if (message.relay()) {
            count(Counter.QUERY_ANSWERS_RELAYED);
            pass(answer);
        } else {
            count(Counter.QUERY_ANSWERS_UNKNOWN);
        }
    }

    private void pass(Answer answer) {
        table.get(answer.asker())
                .ifPresentOrElse(
                        asker ->
                                sender.send(
                                        asker.endpoint(), new Message.QueryAnswer(answer, false)),
                        () -> count(Counter.QUERY_ANSWERS_UNKNOWN));
    }

    private void hear(Answer answer) {
        var asked = open.get(answer.question());
        if (asked == null) {
            count(Counter.QUERY_ANSWERS_LATE);
            return;
        }
        table.get(answer.answerer())
                .ifPresentOrElse(
                        member -> asked.hear(member, answer),
                        () -> count(Counter.QUERY_ANSWERS_UNKNOWN));
    }

    /// Nothing is waited for any more.
    void stop() {
        List.copyOf(open.values()).forEach(asked -> asked.end(true));
    }

    private void count(Counter counter) {
        runtime.observer().count(counter);
    }

    /// A question of this node. Members are its bound: from each it takes two words at most.
    private final class Open {
        private final EventId id;
        private final Consumer<Echo> listener;
        private final Timer timeout;
        private Timer quiet = () -> {};
        private final Set<NodeId> acknowledged = new HashSet<>();
        private final Set<NodeId> done = new HashSet<>();
        private int answered;

        private Open(EventId id, Duration timeout, Consumer<Echo> listener) {
            this.id = id;
            this.listener = listener;
            this.timeout = runtime.scheduler().schedule(timeout, () -> end(true));
        }

        private void hear(Member member, Answer answer) {
            boolean first = acknowledged.add(member.id());
            boolean news = answer.kind().isLast() ? done.add(member.id()) : first;
            if (!news) {
                count(Counter.QUERY_ANSWERS_DUPLICATE);
                return;
            }
            count(Counter.QUERY_ANSWERS_RECEIVED);
            switch (answer.kind()) {
                case ANSWERED, FAILED -> answered++;
                case PENDING, SILENT -> {}
            }
            listener.accept(new Echo.Heard(member, answer.kind(), answer.content()));
            quiet.cancel();
            if (acknowledged.size() == done.size()) {
                quiet = runtime.scheduler().schedule(QUIET, () -> end(false));
            }
        }

        private void end(boolean timedOut) {
            if (open.remove(id) != null) {
                timeout.cancel();
                quiet.cancel();
                boolean missing = acknowledged.isEmpty() || acknowledged.size() > done.size();
                listener.accept(new Echo.Over(acknowledged.size(), answered, timedOut && missing));
            }
        }
    }
}
