package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Json;
import io.starling.cli.Request;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Shows the services of the agent.
public final class ServicesList implements Command {
    @Override
    public String name() {
        return "services list";
    }

    @Override
    public String summary() {
        return "Shows the services of the agent.";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String details() {
        return """
        Those of its configuration and those that were registered. They are what -service and -tag
        of an event are held against.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of();
    }

    @Override
    public int run(Call call) {
        Command.requireNoArguments(call);
        try {
            var services = call.agent().ask(Request.get("/agent/services")).json();
            if (call.output().isJson()) {
                call.output().json(new Json.Fields(services.fields()));
            } else if (!services.fields().isEmpty()) {
                call.output().table(rows(services));
            }
            return 0;
        } catch (AgentException refused) {
            throw refused.during("Error listing services");
        }
    }

    private static List<List<String>> rows(Json services) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ID", "Name", "Address", "Tags"));
        for (var service : services.fields().values()) {
            var tags =
                    service.field("Tags").items().stream()
                            .map(Json::text)
                            .collect(Collectors.joining(","));
            rows.add(
                    List.of(
                            service.field("ID").text(),
                            service.field("Service").text(),
                            where(service),
                            tags));
        }
        return rows;
    }

    private static String where(Json service) {
        var port = service.field("Port").text();
        return service.field("Address").text() + (port.equals("0") ? "" : ":" + port);
    }
}
