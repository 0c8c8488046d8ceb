package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Json;
import io.starling.cli.Output;
import io.starling.cli.Request;

import java.util.ArrayList;
import java.util.List;

/// What the agent noted about one member: who suspected it, when, on what evidence.
final class MemberHistory {
    private MemberHistory() {}

    /// @return the exit status
    static int show(String name, Call call) {
        Json history;
        try {
            var request = Request.get("/agent/history").with("node", name);
            history = call.agent().ask(request).json();
        } catch (AgentException refused) {
            throw refused.during("Error retrieving the history of " + Output.printable(name));
        }
        if (call.output().isJson()) {
            call.output().json(new Json.Fields(history.fields()));
        } else {
            show(history, call.output());
        }
        return 0;
    }

    private static void show(Json history, Output output) {
        var name = history.field("node").text();
        var by = history.field("seen_by").text();
        var members = history.field("members").items();
        for (var member : members) {
            line(
                    "%s is %s at %s, incarnation %s, as %s sees it"
                            .formatted(
                                    name,
                                    member.field("status").text(),
                                    member.field("address").text(),
                                    member.field("incarnation").text(),
                                    by),
                    output);
        }
        if (members.isEmpty()) {
            line("%s is no member any more, as %s sees it".formatted(name, by), output);
        }
        var notes = history.field("notes").items();
        if (notes.isEmpty()) {
            line("%s has noted nothing against it".formatted(by), output);
            return;
        }
        var table = new ArrayList<List<String>>();
        table.add(List.of("Time", "Age", "Health", "What"));
        for (var note : notes) {
            table.add(
                    List.of(
                            note.field("time").text(),
                            note.field("age_seconds").text() + " s",
                            note.field("local_health").text(),
                            note.field("text").text()));
        }
        output.table(table);
    }

    private static void line(String text, Output output) {
        output.line(Output.printable(text));
    }
}
