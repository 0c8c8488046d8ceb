package io.starling.agent;

import io.starling.agent.cluster.Cluster;
import io.starling.agent.event.Audience;
import io.starling.agent.http.Json;
import io.starling.agent.metrics.Metrics;
import io.starling.agent.watch.Watches;
import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.UserEvent;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Says what this agent has to say to the questions that are meant for its node: what a handler
/// answers; why it is meant, to who asks just that; or that it has nothing to say.
///
/// Thread-safe; must not block.
final class Respondent {
    /// A question that every agent answers by itself: why are you meant?
    static final String WHY = "_why";

    /// How far apart the clocks of asker and receiver may be before a question is taken for one
    /// that repair brought after its time.
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    private final Watches watches;
    private final Metrics metrics;
    private volatile @Nullable Cluster cluster;

    Respondent(Watches watches, Metrics metrics) {
        this.watches = watches;
        this.metrics = metrics;
    }

    /// Until then nothing is answered: the node has not joined anybody who could ask.
    void open(Cluster node) {
        cluster = node;
    }

    void hear(UserEvent asked, Audience.Verdict.Meant why) {
        var node = cluster;
        if (node == null || isOver(asked)) {
            metrics.queryUnanswered();
        } else if (asked.name().equals(WHY)) {
            node.answer(asked, Answer.Kind.ANSWERED, Json.write(why, false));
        } else {
            watches.onQuestion(
                    asked,
                    (kind, content) ->
                            node.answer(asked, kind, content.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static boolean isOver(UserEvent asked) {
        var timeout = asked.question().map(Question::timeout).orElse(Duration.ZERO);
        long ageMicros =
                TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) - asked.firedAtMicros();
        return ageMicros > TimeUnit.NANOSECONDS.toMicros(timeout.plus(CLOCKS_APART).toNanos());
    }
}
