package io.starling.cli.command;

import io.starling.cli.Call;
import io.starling.cli.Json;
import io.starling.cli.Request;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Asks who would get an event, and why: a query that agents answer by themselves.
final class DryRun {
    /// Agents know it by this name.
    private static final String WHY = "_why";

    /// Nobody thinks about the answer.
    private static final String TIMEOUT = "5s";

    private static final String RELAYS = "2";

    private DryRun() {}

    /// @return 0 if anybody would
    static int run(Call call) {
        var request =
                Filters.applied(call.flags(), Request.put("/event/query").segment(WHY))
                        .with("timeout", TIMEOUT)
                        .with("relay", RELAYS);
        var tally = new QueryTally();
        var meant = new ArrayList<List<String>>();
        Query.ask(
                call,
                request,
                tally,
                line -> {
                    if (line.field("Type").text().equals("answer")) {
                        meant.add(row(line));
                    }
                });
        meant.sort(Comparator.comparing(List::getFirst));
        show(call, meant);
        return meant.isEmpty() ? 1 : 0;
    }

    private static List<String> row(Json line) {
        var why = Json.parse(QueryTally.text(line));
        return List.of(
                line.field("Node").text(), why.field("service").text(), why.field("tag").text());
    }

    private static void show(Call call, List<List<String>> meant) {
        var output = call.output();
        if (output.isJson()) {
            output.json(new Json.Items(meant.stream().map(DryRun::json).toList()));
        } else if (!meant.isEmpty()) {
            var rows = new ArrayList<>(meant);
            rows.addFirst(List.of("Node", "Service", "Tag"));
            output.table(rows);
        }
        output.note(
                "%d %s would get it; nothing was fired"
                        .formatted(meant.size(), meant.size() == 1 ? "node" : "nodes"));
    }

    private static Json json(List<String> row) {
        return new Json.Fields(
                Map.of(
                        "Node", new Json.Text(row.get(0)),
                        "Service", new Json.Text(row.get(1)),
                        "Tag", new Json.Text(row.get(2))));
    }
}
