package io.starling.agent.watch;

import io.starling.agent.event.EventIndex;
import io.starling.agent.http.EventJson;
import io.starling.agent.http.Json;
import io.starling.agent.http.MemberJson;
import io.starling.agent.watch.Happening.Changed;
import io.starling.agent.watch.Happening.Fired;
import io.starling.agent.watch.Happening.Missed;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.UserEvent;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What one run of a handler is told: several things at once if they came close together or while
/// the handler was busy.
///
/// @param happenings oldest first
/// @param index of the list that ends with the last event, as the API has it; empty for members
record Batch(List<Happening> happenings, Optional<Long> index) {
    static final String INDEX = "CONSUL_INDEX";
    static final String EVENT = "STARLING_EVENT_";
    static final String MEMBER = "STARLING_MEMBER";
    static final String GAP = "STARLING_GAP";

    /// All that a run may be told by its environment besides who it is. One that has nothing to
    /// tell must not inherit it from whoever started the agent.
    static final List<String> VARIABLES =
            List.of(
                    INDEX,
                    EVENT + "NAME",
                    EVENT + "ID",
                    EVENT + "LTIME",
                    EVENT + "ORIGIN",
                    MEMBER,
                    GAP);

    static Batch ofEvents(List<Happening> happenings) {
        long index =
                happenings.reversed().stream()
                        .filter(Fired.class::isInstance)
                        .map(Fired.class::cast)
                        .map(fired -> EventIndex.of(fired.event().id()))
                        .findFirst()
                        .orElse(EventIndex.OF_NOTHING);
        return new Batch(happenings, Optional.of(index));
    }

    /// A question looks like an event to its handler, and is in no list.
    static Batch ofQuestion(UserEvent question) {
        return new Batch(List.of(new Fired(question)), Optional.empty());
    }

    static Batch ofMembers(List<Happening> happenings) {
        return new Batch(happenings, Optional.empty());
    }

    /// One line of JSON.
    byte[] line() {
        var json = Json.write(happenings.stream().map(Batch::tree).toList(), false);
        var line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    /// In the unsigned decimal form of the API.
    Optional<String> shownIndex() {
        return index.map(EventIndex::format);
    }

    /// For shell scripts, which do not read JSON with pleasure: of several things it tells the
    /// last.
    Map<String, String> environment(NodeNames names) {
        var environment = new TreeMap<String, String>();
        shownIndex().ifPresent(shown -> environment.put(INDEX, shown));
        for (var happening : happenings) {
            switch (happening) {
                case Fired(var event) -> {
                    environment.put(EVENT + "NAME", event.name());
                    environment.put(EVENT + "ID", event.id().toString());
                    environment.put(EVENT + "LTIME", event.time().toString());
                    environment.put(EVENT + "ORIGIN", names.of(event.origin()));
                }
                case Changed(var change, var member) -> {
                    environment.put(EVENT + "NAME", change.type());
                    environment.put(MEMBER, member.name());
                }
                case Missed(int count, _) -> environment.put(GAP, String.valueOf(count));
            }
        }
        return environment;
    }

    private static Map<String, ? extends @Nullable Object> tree(Happening happening) {
        return switch (happening) {
            case Fired(var event) -> EventJson.listed(event);
            case Changed(var change, var member) -> tree(change.type(), member);
            case Missed(int count, var names) -> {
                var gap = new LinkedHashMap<String, Object>();
                gap.put("Count", count);
                gap.put("IDs", names);
                yield Map.of("Gap", gap);
            }
        };
    }

    private static Map<String, Object> tree(String type, Member member) {
        var json = new LinkedHashMap<String, Object>();
        json.put("Type", type);
        json.put("ID", member.id().toString());
        json.put("Name", member.name());
        json.put("Addr", member.endpoint().host());
        json.put("Port", member.endpoint().port());
        json.put("Tags", member.tags().values());
        json.put("Status", MemberJson.word(member.status()));
        return json;
    }
}
