package io.starling.cli.command;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Json;
import io.starling.cli.Output;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Shows who the agent thinks is in the cluster.
public final class Members implements Command {
    private static final int NOTHING_MATCHES = 2;

    @Override
    public String name() {
        return "members";
    }

    @Override
    public String summary() {
        return "Shows the members of the cluster as the agent sees them.";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String details() {
        return """
        A status is alive, leaving, left or failed. There are no partitions and no segments here,
        so the table has no columns for them. The exit status is 2 if no member matches.

        -why shows what the agent's node has noted about one member, newest last: who suspected
        it, when, on what evidence, and how much the node distrusted its own timeliness then (0 is
        healthy). Each node has its own view: ask the accuser's agent for the accuser's.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                new Flag("status", "REGEX", "only members whose status matches (RE2 syntax)"),
                Flag.toggle("detailed", "show all tags"),
                new Flag("why", "NODE", "show why that member was doubted, and by whom"));
    }

    @Override
    public int run(Call call) {
        Command.requireNoArguments(call);
        if (call.flags().isSet("why")) {
            var doubted = call.flags().value("why");
            if (doubted.isEmpty()) {
                throw UsageException.of("-why takes the name of a member");
            }
            if (call.flags().isSet("status") || call.flags().isSet("detailed")) {
                throw UsageException.of("-why goes without -status and -detailed");
            }
            return MemberHistory.show(doubted.get(), call);
        }
        var wanted = call.flags().value("status").map(Members::matcher).orElse(_ -> true);
        List<Row> rows;
        try {
            rows =
                    call.agent().ask(Request.get("/agent/members")).json().items().stream()
                            .map(Row::of)
                            .filter(row -> wanted.test(row.status))
                            .sorted(Row.ORDER)
                            .toList();
        } catch (AgentException refused) {
            throw refused.during("Error retrieving members");
        }
        if (call.output().isJson()) {
            call.output().json(new Json.Items(rows.stream().map(Row::json).toList()));
        } else if (!rows.isEmpty()) {
            call.output().table(call.flags().isSet("detailed") ? detailed(rows) : plain(rows));
        }
        return rows.isEmpty() ? NOTHING_MATCHES : 0;
    }

    private static Predicate<String> matcher(String regex) {
        try {
            var pattern = Pattern.compile(regex);
            return status -> pattern.matcher(status).find();
        } catch (PatternSyntaxException malformed) {
            throw UsageException.of(
                    "Failed to compile status regexp: "
                            + Output.printable(String.valueOf(malformed.getMessage())));
        }
    }

    private static List<List<String>> plain(List<Row> rows) {
        var table = new ArrayList<List<String>>();
        table.add(List.of("Node", "Address", "Status", "Type", "Build", "Protocol", "DC"));
        for (var row : rows) {
            table.add(
                    List.of(
                            row.name,
                            row.address,
                            row.status,
                            row.type(),
                            row.build(),
                            row.tag("vsn"),
                            row.tag("dc")));
        }
        return table;
    }

    private static List<List<String>> detailed(List<Row> rows) {
        var table = new ArrayList<List<String>>();
        table.add(List.of("Node", "Address", "Status", "Tags"));
        for (var row : rows) {
            var tags =
                    row.tags.entrySet().stream()
                            .map(tag -> tag.getKey() + "=" + tag.getValue())
                            .collect(Collectors.joining(","));
            table.add(List.of(row.name, row.address, row.status, tags));
        }
        return table;
    }

    /// A member as the agent lists it.
    ///
    /// @param address with the port
    private record Row(
            String name, String address, String status, TreeMap<String, String> tags, Json json) {
        static final Comparator<Row> ORDER =
                Comparator.comparing((Row row) -> !row.type().equals("server"))
                        .thenComparing(Row::name);

        static Row of(Json json) {
            var host = json.field("Addr").text();
            var tags = new TreeMap<String, String>();
            if (!json.field("Tags").equals(Json.Null.NULL)) {
                json.field("Tags").fields().forEach((key, value) -> tags.put(key, value.text()));
            }
            return new Row(
                    json.field("Name").text(),
                    (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
                            + ":"
                            + json.field("Port").text(),
                    status(json.field("Status").text()),
                    tags,
                    json);
        }

        private static String status(String number) {
            return switch (number) {
                case "0" -> "none";
                case "1" -> "alive";
                case "2" -> "leaving";
                case "3" -> "left";
                case "4" -> "failed";
                default -> "unknown: " + number;
            };
        }

        String tag(String key) {
            return tags.getOrDefault(key, "");
        }

        String type() {
            return switch (tag("role")) {
                case "consul" -> "server";
                case "node" -> "client";
                default -> "unknown";
            };
        }

        /// The version; what follows the colon is a revision.
        String build() {
            var build = tag("build");
            int colon = build.indexOf(':');
            return colon < 0 ? build : build.substring(0, colon);
        }
    }
}
