package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Output;
import io.starling.cli.UsageException;

import java.util.List;

/// Prints events as they come.
public final class Watch implements Command {
    @Override
    public String name() {
        return "watch";
    }

    @Override
    public String summary() {
        return "Prints events as they come, until it is stopped.";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String details() {
        return """
        A line has the local time, the Lamport time, the name, the ID and the payload; with
        -format=json it is the event as the agent lists it. Begins with the next event. While the
        agent is away it waits, and says when events may have been missed. Ctrl-C ends it with
        exit status 0.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                new Flag("type", "event", "what to watch (event)"),
                new Flag("name", "NAME", "only events of exactly this name"),
                Flag.toggle("backlog", "begin with the events that the agent already has"));
    }

    @Override
    public int run(Call call) {
        var type = call.flags().value("type").orElse("event");
        if (!type.equals("event")) {
            throw UsageException.of("Unsupported watch type: " + Output.printable(type));
        }
        if (!call.flags().arguments().isEmpty()) {
            throw UsageException.of(
                    "a watch does not run handlers yet, so \"%s\" is one word too many; read its output"
                                    .formatted(
                                            Output.printable(call.flags().arguments().getFirst()))
                            + " instead: starling watch -format=json | your-handler");
        }
        var stopped = new Thread(() -> Runtime.getRuntime().halt(0), "watch-stopped");
        Runtime.getRuntime().addShutdownHook(stopped);
        try {
            follow(call);
        } finally {
            // What ends the watch from now on is no signal.
            Runtime.getRuntime().removeShutdownHook(stopped);
        }
        return 1;
    }

    private static void follow(Call call) {
        var client = call.agentThatWaits(EventFollower.WAIT);
        var follower = new EventFollower(client, call.output(), call.flags().value("name"));
        try {
            follower.follow(call.flags().isSet("backlog"));
        } catch (AgentException refused) {
            throw refused.during("Error watching events");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
