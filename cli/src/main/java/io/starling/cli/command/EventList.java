package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Request;

import java.util.ArrayList;
import java.util.List;

/// Shows the events that the agent has in its ring, oldest first.
public final class EventList implements Command {
    @Override
    public String name() {
        return "event list";
    }

    @Override
    public String summary() {
        return "Shows the last events that the agent received, oldest first.";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String details() {
        return """
        An agent keeps the last 256 events of all names together, in memory. Payloads that are no
        text are shown by their size; -format=json has all bytes, in base64.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of(new Flag("name", "NAME", "only events of exactly this name"));
    }

    @Override
    public int run(Call call) {
        Command.requireNoArguments(call);
        var request = Request.get("/event/list");
        var name = call.flags().value("name");
        if (name.isPresent()) {
            request = request.with("name", name.get());
        }
        try {
            var list = call.agent().ask(request).json();
            var events = list.items().stream().map(ServedEvent::of).toList();
            if (call.output().isJson()) {
                call.output().json(list);
            } else if (events.isEmpty()) {
                call.output()
                        .note(
                                "the agent has no events"
                                        + (name.isPresent() ? " of that name" : ""));
            } else {
                call.output().table(rows(events));
            }
            return 0;
        } catch (AgentException refused) {
            throw refused.during("Error listing events");
        }
    }

    private static List<List<String>> rows(List<ServedEvent> events) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ID", "Name", "LTime", "Payload"));
        for (var event : events) {
            rows.add(List.of(event.id(), event.name(), event.lamportTime(), event.shortPayload()));
        }
        return rows;
    }
}
