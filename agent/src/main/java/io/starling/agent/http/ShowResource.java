package io.starling.agent.http;

import io.starling.agent.cluster.Cluster;
import io.starling.agent.event.EventLog;
import io.starling.agent.event.EventRing;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.UserEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// `GET /v1/event/show/ID`: one event, with what the list leaves out: who fired it, and when.
///
/// Confined to the HTTP loop, like the log and the ring.
final class ShowResource implements Resource {
    private final EventLog log;
    private final EventRing ring;
    private final Cluster cluster;

    ShowResource(EventLog log, EventRing ring, Cluster cluster) {
        this.log = log;
        this.ring = ring;
        this.cluster = cluster;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("/v1/event/show/", this::show));
    }

    private CompletionStage<Reply> show(Request request) {
        var id = parse(request.rest());
        if (id.isEmpty()) {
            return Operation.now(
                    Reply.text(
                            400,
                            "Invalid event ID \"%s\": it has 36 characters, like 46ee8f51-bc70-3c12-e415-9fae23818ec8"
                                    .formatted(Names.printable(request.rest()))));
        }
        // What the list shows must be found, however old it is; the ring knows no age.
        return Operation.now(
                log.find(id.get())
                        .or(() -> ring.find(id.get()))
                        .map(event -> Reply.json(request, json(event)))
                        .orElseGet(() -> unknown(id.get())));
    }

    private static Optional<EventId> parse(String text) {
        try {
            return Optional.of(EventId.parse(text.toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Reply unknown(EventId id) {
        return Reply.text(
                404,
                "this agent has no event %s: it never got it, was not meant by it, or keeps it no more"
                        .formatted(id));
    }

    private Map<String, @Nullable Object> json(UserEvent event) {
        var json = EventJson.listed(event);
        json.put("Origin", event.origin().toString());
        json.put("OriginName", originName(event));
        json.put("OriginBoot", event.key().boot().toString());
        json.put("Sequence", event.key().sequence());
        json.put(
                "FiredAt",
                Instant.EPOCH
                        .plus(event.firedAtMicros(), ChronoUnit.MICROS)
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toString());
        return json;
    }

    /// Empty if the origin is remembered no more.
    private String originName(UserEvent event) {
        return cluster.members().stream()
                .filter(member -> member.id().equals(event.origin()))
                .map(Member::name)
                .findFirst()
                .orElse("");
    }
}
