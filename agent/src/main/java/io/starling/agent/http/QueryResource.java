package io.starling.agent.http;

import io.starling.agent.cluster.Cluster;
import io.starling.agent.config.GoDuration;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.Question;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// `PUT /v1/event/query/NAME`: asks all nodes that the filters mean, and streams what comes back.
/// Refuses what a fire would refuse, in the same words.
final class QueryResource implements Resource {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final FireResource fires;

    QueryResource(Cluster cluster, FireResource fires) {
        this.cluster = cluster;
        this.fires = fires;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.put("/v1/event/query/", this::ask)
                        .withBodyLimit(fires.bodyBytesMax(), fires::tooLarge));
    }

    private CompletionStage<Reply> ask(Request request) {
        var refusal = fires.refusal(request);
        if (refusal.isPresent()) {
            return Operation.now(refusal.get());
        }
        var timeout = timeout(request.query().text("timeout"));
        if (timeout.isEmpty()) {
            return Operation.now(wrong(request, "timeout", "10s, from 1ms to 5m"));
        }
        var relays = relays(request.query().text("relay"));
        if (relays.isEmpty()) {
            return Operation.now(
                    wrong(request, "relay", "a number from 0 to " + Question.RELAYS_MAX));
        }
        var flow = new QueryFlow();
        var event =
                new EventRequest(
                        request.rest(), request.body(), FireResource.filters(request.query()));
        return cluster.ask(event, new Question(timeout.get(), relays.get()), flow::hear)
                .thenApply(
                        question -> {
                            flow.asked(question);
                            return Reply.flowing("application/x-ndjson", flow)
                                    .withHeader("Cache-Control", "no-cache");
                        })
                .exceptionally(FireResource::refused);
    }

    private static Reply wrong(Request request, String parameter, String form) {
        return Reply.text(
                400,
                "Invalid %s \"%s\": it is %s"
                        .formatted(
                                parameter, Names.printable(request.query().text(parameter)), form));
    }

    private static Optional<Duration> timeout(String text) {
        return text.isEmpty()
                ? Optional.of(TIMEOUT)
                : GoDuration.parse(text)
                        .filter(timeout -> timeout.compareTo(Question.TIMEOUT_MIN) >= 0)
                        .filter(timeout -> timeout.compareTo(Question.TIMEOUT_MAX) <= 0);
    }

    private static Optional<Integer> relays(String text) {
        if (text.isEmpty()) {
            return Optional.of(0);
        }
        boolean digit = text.length() == 1 && Character.digit(text.charAt(0), 10) >= 0;
        return Optional.of(text)
                .filter(_ -> digit)
                .map(Integer::valueOf)
                .filter(relays -> relays <= Question.RELAYS_MAX);
    }
}
