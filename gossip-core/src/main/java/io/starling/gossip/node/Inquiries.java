package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Exchange.ReachFindings;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Finds out what gets through between this node and another: both try to reach each other at the
/// same time, and the one that was asked tells what it found over the stream on which it was asked.
///
/// The asked node sends its few pings to where its own table has the asker, never to where a
/// request says: nobody can point it at a stranger.
///
/// Confined to the node's loop.
final class Inquiries {
    /// Of other nodes, answered at once; beyond it one is refused and counted.
    static final int ANSWERING_MAX = 16;
    /// Of this node's operators; beyond it one is refused.
    static final int ASKING_MAX = 64;

    /// The asked node's patience, and twice as much for the way there and back.
    private static final Duration TIMEOUT = ReachTrial.PATIENCE.multipliedBy(3);

    private final NodeRuntime runtime;
    private final MemberTable table;
    private final ReachTrial.Links links;
    private final List<ReachTrial> underWay = new ArrayList<>(0);
    private int asking;
    private int answering;

    Inquiries(
            NodeRuntime runtime, MemberTable table, Acks acks, Outbox outbox, Exchanges exchanges) {
        this.runtime = runtime;
        this.table = table;
        this.links = new ReachTrial.Links(runtime, table.self().id(), acks, outbox, exchanges);
    }

    /// @return whether it was begun; not if too many are under way
    boolean ask(Member member, Consumer<Reachability> onResult) {
        if (asking >= ASKING_MAX) {
            return false;
        }
        asking++;
        new Inquiry(member, onResult).start();
        return true;
    }

    /// A question of this node's, from the first ping to the result.
    private final class Inquiry {
        private final Member member;
        private final Consumer<Reachability> onResult;
        private final ReachTrial trial;
        private Exchanges.@Nullable Outcome outcome;
        private boolean done;

        private Inquiry(Member member, Consumer<Reachability> onResult) {
            this.member = member;
            this.onResult = onResult;
            this.trial = new ReachTrial(links, member, this::conclude);
        }

        private void start() {
            underWay.add(trial);
            links.exchanges()
                    .request(
                            member.endpoint(),
                            new Exchange.ReachInquiry(member.id(), table.self().id()),
                            TIMEOUT,
                            answer -> {
                                outcome = answer;
                                conclude();
                            });
            trial.start();
        }

        /// The pings go on until the other has answered, so that it has something to hear.
        private void conclude() {
            var answer = outcome;
            if (done || answer == null) {
                return;
            }
            switch (answer) {
                case Exchanges.Outcome.Answered(ReachFindings theirs) ->
                        finish(Optional.of(theirs), "");
                case Exchanges.Outcome.Answered(_) -> finishWhenOver("it answered something else");
                case Exchanges.Outcome.Refused(_, var reason) -> finishWhenOver(reason);
                case Exchanges.Outcome.Failed(var reason) -> finishWhenOver(reason);
            }
        }

        private void finishWhenOver(String refusal) {
            if (trial.isOver()) {
                finish(Optional.empty(), refusal);
            }
        }

        private void finish(Optional<ReachFindings> theirs, String refusal) {
            done = true;
            asking--;
            underWay.remove(trial);
            trial.stop();
            onResult.accept(
                    Reachability.of(table.self(), member, trial.findings(), theirs, refusal));
        }
    }

    /// Another node asks.
    void onInquiry(Exchange.ReachInquiry inquiry, Consumer<byte[]> reply) {
        var asker = table.get(inquiry.source());
        if (!table.isSelf(inquiry.target())) {
            refuse("%s is not %s".formatted(table.self().id(), inquiry.target()), reply);
        } else if (asker.isEmpty() || table.isSelf(inquiry.source())) {
            refuse(
                    "%s knows no member %s, and pings none that it does not know"
                            .formatted(table.self().name(), inquiry.source()),
                    reply);
        } else if (answering >= ANSWERING_MAX) {
            runtime.observer().count(Counter.STREAM_REQUESTS_REFUSED);
            refuse(
                    "%d inquiries are under way at %s, try again"
                            .formatted(answering, table.self().name()),
                    reply);
        } else {
            answering++;
            new Response(asker.get(), reply).start();
        }
    }

    private void refuse(String reason, Consumer<byte[]> reply) {
        links.exchanges().answer(new Exchange.Refused(reason), reply);
    }

    /// The answer to one question, while it is being found.
    private final class Response {
        private final Consumer<byte[]> reply;
        private final ReachTrial trial;
        private boolean done;

        private Response(Member asker, Consumer<byte[]> reply) {
            this.reply = reply;
            this.trial = new ReachTrial(links, asker, this::conclude);
        }

        private void start() {
            underWay.add(trial);
            trial.start();
        }

        private void conclude() {
            if (!done && trial.isOver()) {
                done = true;
                answering--;
                underWay.remove(trial);
                trial.stop();
                links.exchanges().answer(trial.findings(), reply);
            }
        }
    }

    /// Tells the trials of a ping that came.
    void onPing(Message.Ping ping) {
        if (!underWay.isEmpty()) {
            List.copyOf(underWay).forEach(trial -> trial.onPing(ping.source()));
        }
    }
}
