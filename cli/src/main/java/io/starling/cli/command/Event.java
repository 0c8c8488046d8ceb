package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Json;
import io.starling.cli.Output;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.util.ArrayList;
import java.util.List;

/// Fires an event, in one round trip.
public final class Event implements Command {
    private static final String KEY = "idempotency-key";

    private static final String DRY_RUN = "dry-run";

    @Override
    public String name() {
        return "event";
    }

    @Override
    public String summary() {
        return "Fires an event that every node of the cluster gets; \"event list\" shows the last"
                + " ones.";
    }

    @Override
    public String arguments() {
        return "-name=NAME [PAYLOAD]";
    }

    @Override
    public String details() {
        return """
        The payload is text; "-" reads it from standard input, byte for byte. One that begins with
        a dash goes after "--". Prints the ID of the event once the agent has accepted it. With
        -idempotency-key it can be tried again when no answer came, and still be one event.

        -node, -service and -tag are RE2 patterns, found anywhere in the text unless they begin with
        ^ and end with $. All of them must hold at a node for it to get the event; -service looks at
        the ID and the name of each service, and -tag at the tags of the same one.

        With -dry-run nothing is fired: each node that the patterns mean says so, with the service
        and the tag that they mean there; name and payload are not needed then. Exit status 1 if no
        node said so within five seconds.
        """;
    }

    @Override
    public List<Flag> flags() {
        var flags = new ArrayList<>(List.of(new Flag("name", "NAME", "what the event is called")));
        flags.addAll(Filters.FLAGS);
        flags.add(
                new Flag(
                        KEY,
                        "KEY",
                        "of several fires with the same key, at the same agent within 10 minutes,"
                                + " only the first counts"));
        flags.add(
                Flag.toggle(
                        DRY_RUN, "fires nothing: shows which nodes would get the event, and why"));
        return flags;
    }

    @Override
    public int run(Call call) {
        var flags = call.flags();
        if (flags.isSet(DRY_RUN)) {
            return DryRun.run(call);
        }
        var name = flags.value("name");
        if (name.isEmpty()) {
            throw UsageException.withHelp("Event name must be specified");
        }
        var request = Request.put("/event/fire").segment(name.get());
        if (call.datacenter().isPresent()) {
            request = request.with("dc", call.datacenter().get());
        }
        request = Filters.applied(flags, request).body(Payload.of(call, 0));
        if (flags.value(KEY).isPresent()) {
            request = request.with(KEY, flags.value(KEY).get());
        }
        show(fire(call, request), call.output());
        return 0;
    }

    private static Json fire(Call call, Request request) {
        try {
            return call.agentOfAnyDatacenter().ask(request).json();
        } catch (AgentException refused) {
            throw Filters.problem(refused).orElseGet(() -> refused.during("Error firing event"));
        }
    }

    private static void show(Json event, Output output) {
        var id = event.field("ID").text();
        if (output.isJson()) {
            output.json(event);
        } else {
            output.line("Event ID: " + Output.printable(id));
        }
    }
}
