package io.starling.agent.http;

import io.starling.agent.config.GoDuration;
import io.starling.agent.event.EventIndex;
import io.starling.agent.event.EventRing;
import io.starling.agent.metrics.Metrics;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// `GET /v1/event/list`: the newest events, at once or when they change. A query that waits is an
/// entry in the ring and a timer, no thread.
///
/// Confined to the HTTP loop, like the ring.
final class ListResource implements Resource {
    static final Duration WAIT_MAX = Duration.ofMinutes(10);

    private final EventRing ring;
    private final ScheduledExecutorService loop;
    private final Metrics metrics;

    /// The last list that was written down, and of what: all who wait for a name get one and the
    /// same, and two thousand copies of a full ring would fill the heap.
    private @Nullable Written written;

    private Reply lastReply = Reply.empty(200);

    ListResource(EventRing ring, ScheduledExecutorService loop, Metrics metrics) {
        this.ring = ring;
        this.loop = loop;
        this.metrics = metrics;
    }

    private record Written(long changes, String name, boolean pretty) {}

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("/v1/event/list", this::list));
    }

    private CompletionStage<Reply> list(Request request) {
        var wait = wait(request.query().text("wait"));
        if (wait.isEmpty()) {
            return Operation.now(Reply.text(400, "Invalid wait time"));
        }
        var index = index(request.query().text("index"));
        if (index.isEmpty()) {
            return Operation.now(Reply.text(400, "Invalid index"));
        }
        // Another index, larger or smaller, belongs to another list: there is nothing to wait for.
        boolean current = index.get() == ring.index(request.query().text("name"));
        return index.get() == 0 || !current
                ? Operation.now(listed(request))
                : await(request, wait.get());
    }

    private CompletionStage<Reply> await(Request request, Duration wait) {
        var answer = new CompletableFuture<Reply>();
        Runnable now = () -> answer.complete(listed(request));
        var waiter = ring.await(request.query().text("name"), now);
        if (waiter.isEmpty()) {
            metrics.blockingQueryRefused();
            return Operation.now(
                    Reply.text(
                                    429,
                                    "%d blocking queries wait already, limits.blocking_queries allows no more; ask without index or retry later"
                                            .formatted(ring.waitersMax()))
                            .withHeader("Retry-After", "1"));
        }
        var timer = loop.schedule(now, wait.toNanos(), TimeUnit.NANOSECONDS);
        metrics.blockingQueries(ring.waiting());
        // Runs for a client that went away, too: then the answer was cancelled.
        var _ =
                answer.whenComplete(
                        (_, _) -> {
                            timer.cancel(false);
                            waiter.get().cancel();
                            metrics.blockingQueries(ring.waiting());
                        });
        return answer;
    }

    private Reply listed(Request request) {
        var name = request.query().text("name");
        var wanted = new Written(ring.changes(), name, request.pretty());
        if (!wanted.equals(written)) {
            var events = ring.list(name).stream().map(EventJson::listed).toList();
            lastReply =
                    Reply.json(request, events)
                            .withHeader("X-Consul-Index", EventIndex.format(ring.index(name)));
            written = wanted;
        }
        return lastReply;
    }

    private static Optional<Long> index(String text) {
        return text.isEmpty() ? Optional.of(0L) : EventIndex.parse(text);
    }

    /// Absent or zero means the longest wait and not "do not wait"; so does a negative one, with
    /// which others wait without an end.
    static Optional<Duration> wait(String text) {
        if (text.isEmpty()) {
            return Optional.of(WAIT_MAX);
        }
        return GoDuration.parse(text)
                .map(
                        given ->
                                given.isPositive() && given.compareTo(WAIT_MAX) < 0
                                        ? given
                                        : WAIT_MAX);
    }
}
