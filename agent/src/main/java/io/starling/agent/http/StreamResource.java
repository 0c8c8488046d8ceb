package io.starling.agent.http;

import io.starling.agent.event.Cursor;
import io.starling.agent.event.EventLog;
import io.starling.agent.metrics.Metrics;
import io.starling.gossip.model.Names;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/// `GET /v1/event/stream`: events as they come, from a cursor on. A stream is a reader of the log
/// and a timer, no thread.
///
/// Confined to the HTTP loop, like the log.
final class StreamResource implements Resource {
    /// Shorter than what proxies and address translation take for a dead connection.
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final EventLog log;
    private final ScheduledExecutorService loop;
    private final Metrics metrics;

    StreamResource(EventLog log, ScheduledExecutorService loop, Metrics metrics) {
        this.log = log;
        this.loop = loop;
        this.metrics = metrics;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("/v1/event/stream", this::stream));
    }

    private CompletionStage<Reply> stream(Request request) {
        // A client that comes back sends the same URL as at first, and says in the header how far
        // it got since.
        var since = request.header("Last-Event-ID").orElse(request.query().text("since"));
        var start = start(since);
        if (start.isEmpty()) {
            return Operation.now(
                    Reply.text(
                            400,
                            "Invalid cursor \"%s\": since and Last-Event-ID take an id of this stream, now or oldest"
                                    .formatted(Names.printable(since))));
        }
        if (log.isFull()) {
            metrics.eventStreamRefused();
            return Operation.now(
                    Reply.text(
                                    429,
                                    "%d event streams are open already, limits.event_streams allows no more; close one or retry later"
                                            .formatted(log.readersMax()))
                            .withHeader("Retry-After", "1"));
        }
        var name = request.query().text("name");
        return Operation.now(
                Reply.flowing(
                                "text/event-stream",
                                new EventStream(log, name, start.get(), HEARTBEAT, loop, metrics))
                        .withHeader("Cache-Control", "no-cache"));
    }

    private Optional<Cursor> start(String since) {
        return switch (since) {
            case "", "now" -> Optional.of(log.now());
            case "oldest" -> Optional.of(log.oldest());
            default -> Cursor.parse(since);
        };
    }
}
