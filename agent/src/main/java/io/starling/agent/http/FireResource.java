package io.starling.agent.http;

import io.starling.agent.cluster.Cluster;
import io.starling.agent.event.FilterSyntax;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.EventRefusedException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// `PUT /v1/event/fire/NAME`. The checks come in the order that clients know, and all of them that
/// need no body come before the body is read.
final class FireResource implements Resource {
    /// A body a little over the limit is read, so that the answer can say by how much it is over.
    private static final int SLACK = 512;

    /// As a parameter, or as a header in whatever letters.
    private static final String KEY = "idempotency-key";

    private static final int KEY_BYTES_MAX = 128;

    private final Cluster cluster;
    private final int eventBytesMax;
    private final FireKeys keys;

    FireResource(Cluster cluster, int eventBytesMax, FireKeys keys) {
        this.cluster = cluster;
        this.eventBytesMax = eventBytesMax;
        this.keys = keys;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.put("/v1/event/fire/", this::fire)
                        .withBodyLimit(bodyBytesMax(), this::tooLarge));
    }

    int bodyBytesMax() {
        return eventBytesMax + SLACK;
    }

    private CompletionStage<Reply> fire(Request request) {
        var refusal = refusal(request);
        if (refusal.isPresent()) {
            return Operation.now(refusal.get());
        }
        var event = new EventRequest(request.rest(), request.body(), filters(request.query()));
        var key = key(request);
        return key.isEmpty() ? answer(request, cluster.fire(event)) : fireOnce(key, event, request);
    }

    private CompletionStage<Reply> fireOnce(String key, EventRequest event, Request request) {
        return switch (keys.fire(key, event, cluster::fire)) {
            case FireKeys.Outcome.Accepted(var fired) -> answer(request, fired);
            case FireKeys.Outcome.Taken(var first) ->
                    Operation.now(
                            Reply.text(
                                    422,
                                    "idempotency key \"%s\" was used for another event named \"%s\" less than %d minutes ago; a fire that is tried again must have the same name, payload and filters, another event another key"
                                            .formatted(
                                                    Names.printable(key),
                                                    Names.printable(first.name()),
                                                    FireKeys.KEPT.toMinutes())));
            case FireKeys.Outcome.TooMany(int keysMax) ->
                    Operation.now(
                            Reply.text(
                                            429,
                                            "%d idempotency keys of the last %d minutes are remembered already, no more can be; retry later or fire without one"
                                                    .formatted(keysMax, FireKeys.KEPT.toMinutes()))
                                    .withHeader("Retry-After", "10"));
        };
    }

    /// A client that goes away cancels its answer, not the event.
    private static CompletionStage<Reply> answer(
            Request request, CompletableFuture<UserEvent> fired) {
        return fired.thenApply(event -> Reply.json(request, EventJson.fired(event)))
                .exceptionally(FireResource::refused);
    }

    private static String key(Request request) {
        var parameter = request.query().text(KEY);
        return parameter.isEmpty() ? request.header(KEY).orElse("") : parameter;
    }

    Reply tooLarge(Request head) {
        return refusal(head)
                .orElseGet(
                        () ->
                                sizeRefusal(
                                        eventBytesMax,
                                        "the payload alone has more than %d"
                                                .formatted(eventBytesMax + SLACK)));
    }

    /// Of all that can be told before the node is asked.
    Optional<Reply> refusal(Request request) {
        var query = request.query();
        if (request.rest().isEmpty()) {
            return Optional.of(Reply.text(400, "Missing name"));
        }
        if (!query.text("tag").isEmpty() && query.text("service").isEmpty()) {
            return Optional.of(Reply.text(500, "Cannot provide tag filter without service filter"));
        }
        for (var kind : List.of("node", "service", "tag")) {
            var problem = FilterSyntax.problem(query.text(kind));
            if (problem.isPresent()) {
                return Optional.of(
                        Reply.text(500, "Invalid %s filter: %s".formatted(kind, problem.get())));
            }
        }
        if (!isOwnDatacenter(query)) {
            return Optional.of(Reply.text(500, "No path to datacenter"));
        }
        int nameBytes = request.rest().getBytes(StandardCharsets.UTF_8).length;
        if (nameBytes > Names.EVENT_BYTES_MAX) {
            return Optional.of(
                    sizeRefusal(
                            eventBytesMax,
                            "the name alone has %d, it may have %d"
                                    .formatted(nameBytes, Names.EVENT_BYTES_MAX)));
        }
        int keyBytes = key(request).getBytes(StandardCharsets.UTF_8).length;
        if (keyBytes > KEY_BYTES_MAX) {
            return Optional.of(
                    Reply.text(
                            400,
                            "idempotency key has %d bytes, at most %d are allowed"
                                    .formatted(keyBytes, KEY_BYTES_MAX)));
        }
        return Optional.empty();
    }

    static EventFilters filters(Query query) {
        return new EventFilters(query.text("node"), query.text("service"), query.text("tag"));
    }

    private boolean isOwnDatacenter(Query query) {
        var wanted =
                query.text("datacenter").isEmpty() ? query.text("dc") : query.text("datacenter");
        return wanted.isEmpty() || wanted.equals(cluster.pool().datacenter());
    }

    /// What the node did not take.
    static Reply refused(Throwable failure) {
        var cause =
                failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : failure;
        if (!(cause instanceof EventRefusedException refusal)) {
            throw new CompletionException(cause);
        }
        return switch (refusal) {
            case EventRefusedException.TooLarge large ->
                    sizeRefusal(large.bytesMax(), "it has %d".formatted(large.bytes()));
            case EventRefusedException.Overloaded overloaded ->
                    Reply.text(429, "event refused: " + overloaded.getMessage())
                            .withHeader("Retry-After", "1");
            case EventRefusedException.NotRunning stopped ->
                    Reply.text(503, "event refused: " + stopped.getMessage());
            case EventRefusedException.BadName bad ->
                    Reply.text(400, "event refused: " + bad.getMessage());
        };
    }

    /// Clients look for the first half of this sentence.
    private static Reply sizeRefusal(int bytesMax, String found) {
        return Reply.text(
                500,
                "error broadcasting event: user event exceeds configured limit of %d bytes before encoding: %s; the limit is set by event_size_limit"
                        .formatted(bytesMax, found));
    }
}
