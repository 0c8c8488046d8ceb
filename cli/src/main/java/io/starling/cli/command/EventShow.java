package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Json;
import io.starling.cli.Output;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.util.List;

/// Shows one event, with who fired it and when.
public final class EventShow implements Command {
    private static final List<String> FILTERS = List.of("NodeFilter", "ServiceFilter", "TagFilter");

    @Override
    public String name() {
        return "event show";
    }

    @Override
    public String summary() {
        return "Shows one event: what it carries, who fired it, and when.";
    }

    @Override
    public String arguments() {
        return "ID";
    }

    @Override
    public String details() {
        return """
        An agent knows the events of the last 10 minutes, up to 16 MiB, and those that "event list"
        shows. The time is the clock's of the node that fired the event.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of();
    }

    @Override
    public int run(Call call) {
        var words = call.flags().arguments();
        if (words.size() != 1) {
            throw UsageException.of("A single event ID must be specified.");
        }
        Json event;
        try {
            event = call.agent().ask(Request.get("/event/show").segment(words.getFirst())).json();
        } catch (AgentException refused) {
            throw refused.during("Error showing the event");
        }
        if (call.output().isJson()) {
            call.output().json(event);
        } else {
            show(event, call.output());
        }
        return 0;
    }

    private static void show(Json json, Output output) {
        var event = ServedEvent.of(json);
        line("ID", event.id(), output);
        line("Name", event.name(), output);
        line("Payload", event.shownPayload(), output);
        for (var filter : FILTERS) {
            var pattern = json.field(filter).text();
            if (!pattern.isEmpty()) {
                line(filter, pattern, output);
            }
        }
        line("Lamport time", event.lamportTime(), output);
        line("Fired by", firedBy(json), output);
        line("Fired at", json.field("FiredAt").text(), output);
    }

    private static String firedBy(Json json) {
        var name = json.field("OriginName").text();
        return "%s (%s), boot %s, event %s"
                .formatted(
                        name.isEmpty() ? "a node that is no member any more" : name,
                        json.field("Origin").text(),
                        json.field("OriginBoot").text(),
                        json.field("Sequence").text());
    }

    private static void line(String what, String value, Output output) {
        output.line("%-14s%s".formatted(what + ":", Output.printable(value)).stripTrailing());
    }
}
