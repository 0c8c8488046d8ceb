package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Json;
import io.starling.cli.Output;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Fires an event, in one round trip.
public final class Event implements Command {
    /// Of a payload from standard input. Agents take about 1 KiB at most, and say so themselves;
    /// this only keeps an endless pipe out of memory.
    private static final int INPUT_BYTES_MAX = 65_536;

    private static final Pattern INVALID_FILTER =
            Pattern.compile("\\(Invalid (node|service|tag) filter: (.*)\\)$", Pattern.DOTALL);

    private static final String KEY = "idempotency-key";

    /// Flags that go to the agent as they are.
    private static final List<String> PARAMETERS = List.of("node", "service", "tag", KEY);

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
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                new Flag("name", "NAME", "what the event is called"),
                new Flag("node", "REGEX", "only nodes with a matching name"),
                new Flag("service", "REGEX", "only nodes with a matching service"),
                new Flag("tag", "REGEX", "only services with a matching tag; needs -service"),
                new Flag(
                        KEY,
                        "KEY",
                        "of several fires with the same key, at the same agent within 10 minutes,"
                                + " only the first counts"));
    }

    @Override
    public int run(Call call) {
        var flags = call.flags();
        var name = flags.value("name");
        if (name.isEmpty()) {
            throw UsageException.withHelp("Event name must be specified");
        }
        if (flags.value("tag").isPresent() && flags.value("service").isEmpty()) {
            throw UsageException.of("Cannot provide tag filter without service filter.");
        }
        var request = Request.put("/event/fire").segment(name.get()).body(payload(call));
        if (call.datacenter().isPresent()) {
            request = request.with("dc", call.datacenter().get());
        }
        for (var parameter : PARAMETERS) {
            if (flags.value(parameter).isPresent()) {
                request = request.with(parameter, flags.value(parameter).get());
            }
        }
        show(fire(call, request), call.output());
        return 0;
    }

    private static Json fire(Call call, Request request) {
        try {
            return call.agentOfAnyDatacenter().ask(request).json();
        } catch (AgentException refused) {
            throw badFilter(refused).orElseGet(() -> refused.during("Error firing event"));
        }
    }

    /// The agent checks patterns before anything else, and only there is it known what all agents
    /// will bear. What it says of one is told in the words of a check on this side.
    private static Optional<RuntimeException> badFilter(AgentException refused) {
        var said = INVALID_FILTER.matcher(String.valueOf(refused.getMessage()));
        return said.find()
                ? Optional.of(
                        UsageException.of(
                                "Failed to compile %s filter regexp: %s"
                                        .formatted(said.group(1), said.group(2))))
                : Optional.empty();
    }

    private static void show(Json event, Output output) {
        var id = event.field("ID").text();
        if (output.isJson()) {
            output.json(event);
        } else {
            output.line("Event ID: " + Output.printable(id));
        }
    }

    private static byte[] payload(Call call) {
        var words = call.flags().arguments();
        if (words.size() > 1) {
            throw UsageException.of("Too many command line arguments.");
        }
        if (words.isEmpty()) {
            return new byte[0];
        }
        return words.getFirst().equals("-")
                ? fromInput(call)
                : words.getFirst().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] fromInput(Call call) {
        try {
            var bytes = call.input().readNBytes(INPUT_BYTES_MAX + 1);
            if (bytes.length > INPUT_BYTES_MAX) {
                throw UsageException.of(
                        "the payload on standard input is larger than %d bytes"
                                .formatted(INPUT_BYTES_MAX));
            }
            return bytes;
        } catch (IOException unreadable) {
            throw UsageException.of(
                    "cannot read the payload from standard input (%s)"
                            .formatted(unreadable.getMessage()));
        }
    }
}
