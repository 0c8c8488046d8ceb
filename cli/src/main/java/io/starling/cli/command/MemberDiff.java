package io.starling.cli.command;

import io.starling.cli.Json;
import io.starling.cli.Output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What has become of the members between two lists of an agent.
///
/// Confined to the thread that follows.
final class MemberDiff {
    private static final Set<String> AGENTS_TAGS =
            Set.of("acls", "dc", "id", "role", "segment", "vsn", "vsn_min", "vsn_max");

    private Map<String, Row> known;

    MemberDiff(Json members) {
        known = rows(members);
    }

    /// @param members the list as it is now
    /// @return all changes, in the order of the list, those that were forgotten at the end
    List<News> advance(Json members) {
        var now = rows(members);
        var news = new ArrayList<News>();
        for (var row : now.entrySet()) {
            var before = Optional.ofNullable(known.remove(row.getKey()));
            change(before, row.getValue()).ifPresent(type -> news.add(news(type, row.getValue())));
        }
        for (var gone : known.values()) {
            // Members are forgotten after they have failed or left. If one that lives is no longer
            // listed, the agent was started anew, and will tell of it again.
            if (!gone.status.equals("alive")) {
                news.add(news("member-reap", gone));
            }
        }
        known = now;
        return news;
    }

    /// Begins anew with that list.
    void reset(Json members) {
        known = rows(members);
    }

    private static Optional<String> change(Optional<Row> before, Row now) {
        boolean same = before.isPresent() && before.get().status.equals(now.status);
        if (same) {
            return now.status.equals("alive") && !before.get().equals(now)
                    ? Optional.of("member-update")
                    : Optional.empty();
        }
        return switch (now.status) {
            case "alive" -> Optional.of("member-join");
            case "left" -> before.map(_ -> "member-leave");
            case "failed" -> before.map(_ -> "member-failed");
            default -> Optional.empty();
        };
    }

    private static News news(String type, Row row) {
        var json = new LinkedHashMap<String, Json>();
        json.put("Type", new Json.Text(type));
        json.put("ID", new Json.Text(row.id));
        json.put("Name", new Json.Text(row.name));
        json.put("Addr", new Json.Text(row.address));
        json.put("Port", row.port);
        json.put("Tags", new Json.Fields(row.tags));
        json.put("Status", new Json.Text(row.status));
        var line =
                "%s  %s  %s  %s:%s"
                        .formatted(
                                Clock.now(),
                                type,
                                Output.printable(row.name),
                                Output.printable(row.address),
                                Output.printable(row.port.text()));
        return new News(
                new Json.Fields(json),
                line,
                Map.of(HandlerProgram.NAME, type, HandlerProgram.MEMBER, row.name));
    }

    private static Map<String, Row> rows(Json members) {
        var rows = new LinkedHashMap<String, Row>();
        for (var member : members.items()) {
            var row = Row.of(member);
            rows.put(row.id, row);
        }
        return rows;
    }

    private record Row(
            String id,
            String name,
            String address,
            Json port,
            Map<String, Json> tags,
            String status) {

        static Row of(Json member) {
            var tags = new LinkedHashMap<>(member.field("Tags").fields());
            var id = member.field("Tags").field("id").text();
            tags.keySet().removeAll(AGENTS_TAGS);
            var name = member.field("Name").text();
            return new Row(
                    id.isEmpty() ? name : id,
                    name,
                    member.field("Addr").text(),
                    member.field("Port"),
                    tags,
                    word(member.field("Status").text()));
        }

        private static String word(String status) {
            return switch (status) {
                case "1" -> "alive";
                case "3" -> "left";
                case "4" -> "failed";
                default -> status;
            };
        }
    }
}
