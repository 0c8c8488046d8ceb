package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Json;
import io.starling.cli.Output;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Asks all nodes that the filters mean, and prints their answers as they come.
public final class Query implements Command {
    /// The longest that an agent waits for answers.
    static final Duration TIMEOUT_MAX = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "query";
    }

    @Override
    public String summary() {
        return "Asks every node of the cluster, or some, and prints the answers as they come.";
    }

    @Override
    public String arguments() {
        return "NAME [PAYLOAD]";
    }

    @Override
    public String details() {
        return """
        Nodes answer with what the handler of a watch of type "query" and of that name writes to its
        standard output. Each line of an answer has the node's name before it. The payload and the
        filters are those of "event"; a query is in no list.

        How many nodes it is for nobody knows beforehand: what is said at the end counts those that
        acknowledged it. It ends a second after the last of these has answered, or with -timeout.
        Exit status: 0 if anybody answered, or if all that acknowledged it have no handler for it;
        else 1.
        """;
    }

    @Override
    public List<Flag> flags() {
        var flags = new ArrayList<>(Filters.FLAGS);
        flags.add(new Flag("timeout", "DURATION", "how long to wait for answers (10s)"));
        flags.add(
                new Flag(
                        "relay",
                        "COUNT",
                        "send each answer through 0 to 5 other nodes too, for lossy networks (0)"));
        return flags;
    }

    @Override
    public int run(Call call) {
        var flags = call.flags();
        if (flags.arguments().isEmpty() || flags.arguments().getFirst().isEmpty()) {
            throw UsageException.withHelp("Query name must be specified");
        }
        var name = flags.arguments().getFirst();
        var request =
                Filters.applied(
                        flags, Request.put("/event/query").segment(name).body(Payload.of(call, 1)));
        for (var parameter : List.of("timeout", "relay")) {
            if (flags.value(parameter).isPresent()) {
                request = request.with(parameter, flags.value(parameter).get());
            }
        }
        var tally = new QueryTally();
        ask(call, request, tally, line -> show(line, call.output()));
        call.output().note(tally.summary());
        return tally.exitStatus();
    }

    /// Puts the question, and counts what comes back while it is told.
    static void ask(Call call, Request request, QueryTally tally, Consumer<Json> told) {
        try {
            call.agentThatWaits(TIMEOUT_MAX)
                    .follow(
                            request,
                            line -> {
                                call.progress().end();
                                tally.add(line);
                                told.accept(line);
                                call.progress().say(tally.progress());
                                return call.output().flush();
                            });
        } catch (AgentException refused) {
            throw Filters.problem(refused).orElseGet(() -> refused.during("Error querying"));
        } finally {
            call.progress().end();
        }
        tally.requireOver();
    }

    private static void show(Json line, Output output) {
        if (output.isJson()) {
            output.json(line);
            return;
        }
        var node = Output.printable(line.field("Node").text());
        switch (line.field("Type").text()) {
            case "answer" ->
                    QueryTally.text(line)
                            .lines()
                            .forEach(text -> output.line(node + ": " + Output.printable(text)));
            case "error" -> output.note(node + " failed: " + QueryTally.text(line));
            default -> {
                // Counted, and told as progress.
            }
        }
    }
}
