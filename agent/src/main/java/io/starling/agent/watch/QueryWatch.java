package io.starling.agent.watch;

import io.starling.agent.config.WatchConfig;
import io.starling.agent.metrics.Metrics;
import io.starling.gossip.model.Answer;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.UserEvent;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Answers questions of one name with what a handler says: one run for each question.
///
/// What comes while the handler is busy waits for it, as long as whoever asked waits, and is
/// acknowledged at once. A question for which there is no room is answered by saying so.
///
/// Thread-safe: the lock is held for a few steps and never while something runs.
final class QueryWatch implements Watch {
    private final WatchConfig config;
    private final Runs runs;
    private final Metrics metrics;
    private final ArrayDeque<Asked> waiting = new ArrayDeque<>();
    private final Crew crew;
    private boolean retired;

    /// A question that is to be answered.
    private record Asked(
            UserEvent question, long heardNanos, BiConsumer<Answer.Kind, String> reply) {

        boolean isOver() {
            var timeout = question.question().map(Question::timeout).orElse(Duration.ZERO);
            return System.nanoTime() - heardNanos > timeout.toNanos();
        }
    }

    QueryWatch(WatchConfig config, Runs runs, Metrics metrics) {
        this.config = config;
        this.runs = runs;
        this.metrics = metrics;
        this.crew = new Crew(config.concurrency(), runs);
    }

    @Override
    public WatchConfig config() {
        return config;
    }

    @Override
    public synchronized void open() {
        crew.open();
        beginIfFree();
    }

    /// A question is no event.
    @Override
    public void onEvent(UserEvent event) {}

    @Override
    public void onMembership(MembershipEvent event) {}

    /// @param reply gets one or two words; must not block
    synchronized void onQuestion(UserEvent question, BiConsumer<Answer.Kind, String> reply) {
        if (waiting.size() >= config.queueMax()) {
            metrics.watchEventsDropped(1);
            reply.accept(
                    Answer.Kind.FAILED,
                    "%d queries wait for this handler, the limit of its queue"
                            .formatted(config.queueMax()));
            return;
        }
        waiting.add(new Asked(question, System.nanoTime(), reply));
        metrics.watchEventsQueued(1);
        reply.accept(Answer.Kind.PENDING, "");
        beginIfFree();
    }

    private void beginIfFree() {
        if (!waiting.isEmpty()) {
            crew.beginIfFree(this::work);
        }
    }

    private void work() {
        for (var next = next(); next.isPresent(); next = next()) {
            answer(next.get());
        }
    }

    /// @return empty if there is nothing to do; then the run counts no longer
    private synchronized Optional<Asked> next() {
        while (!crew.isClosed() && !waiting.isEmpty()) {
            var next = waiting.remove();
            metrics.watchEventsQueued(-1);
            if (!next.isOver()) {
                return Optional.of(next);
            }
            metrics.watchEventsDropped(1);
        }
        crew.leave();
        return Optional.empty();
    }

    private void answer(Asked asked) {
        switch (runs.run(Batch.ofQuestion(asked.question))) {
            case Outcome.Done(_, var output) -> {
                if (output.getBytes(StandardCharsets.UTF_8).length > Answer.CONTENT_BYTES_MAX) {
                    metrics.queryAnswerTooLarge();
                    fail(
                            asked,
                            "the answer has more than %d bytes, the limit; answer where it is"
                                    .formatted(Answer.CONTENT_BYTES_MAX));
                } else {
                    asked.reply.accept(Answer.Kind.ANSWERED, output);
                }
            }
            case Outcome.Failed(var how, var output) ->
                    fail(asked, output.isEmpty() ? how : how + ": " + output);
            case Outcome.TimedOut _ ->
                    fail(asked, "ended after its timeout of " + config.handler().timeout());
            case Outcome.Stopped() -> fail(asked, "ended, because the agent stops");
        }
    }

    /// Cut to what surely fits: no character has more than three bytes for each of its units.
    private static void fail(Asked asked, String how) {
        int lengthMax = Answer.CONTENT_BYTES_MAX / 3;
        asked.reply.accept(Answer.Kind.FAILED, how.substring(0, Math.min(how.length(), lengthMax)));
    }

    /// Who replaces it hears from now on.
    @Override
    public synchronized void retire() {
        retired = true;
    }

    @Override
    public synchronized boolean isDone() {
        return retired && crew.isIdle() && (crew.isClosed() || waiting.isEmpty());
    }

    @Override
    public void close() {
        synchronized (this) {
            crew.close();
            metrics.watchEventsQueued(-waiting.size());
            metrics.watchEventsDropped(waiting.size());
            waiting.clear();
        }
        runs.stop();
    }
}
