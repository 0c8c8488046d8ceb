package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Output;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Prints events or changes of members as they come, or runs a handler for them.
public final class Watch implements Command {
    private static final String EVENT = "event";

    /// Of watches of other types.
    private static final List<Flag> FOREIGN =
            List.of(
                    new Flag("key", "KEY", ""),
                    new Flag("prefix", "PREFIX", ""),
                    new Flag("service", "NAME", ""),
                    new Flag("tag", "TAG", ""),
                    new Flag("state", "STATE", ""),
                    Flag.toggle("passingonly", ""),
                    Flag.toggle("stale", ""));

    @Override
    public String name() {
        return "watch";
    }

    @Override
    public String summary() {
        return "Prints events or changes of members as they come, or runs a handler for them.";
    }

    @Override
    public String arguments() {
        return "[HANDLER [ARGUMENT...]]";
    }

    @Override
    public String details() {
        return """
        A line has the local time, the Lamport time, the name, the ID and the payload; with
        -format=json it is the event as the agent lists it. Begins with the next event. While the
        agent is away it waits, and says when events may have been missed. Ctrl-C ends it with
        exit status 0.

        A handler gets what is new on its standard input, as a JSON array in one line, and
        CONSUL_INDEX, STARLING_EVENT_NAME, _ID and _LTIME of the last event, and STARLING_NODE in
        its environment. It runs for one array at a time; what comes meanwhile is in the next. The
        watch ends with 1 when it fails. Flags of the watch come before it.

        -compat=consul begins with what the agent has, be it nothing; without a handler it prints
        that and ends.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                new Flag("type", "TYPE", "event, members or member-join, -leave, -failed, ..."),
                new Flag("name", "NAME", "only events of exactly this name"),
                Flag.toggle("backlog", "begin with the events that the agent already has"),
                Flag.toggle("shell", "let the shell read the handler: the default"),
                Flag.toggle("no-shell", "run the handler as it is; also -shell=false"),
                new Flag("compat", "consul|none", "whose contract of watches to keep (none)"));
    }

    @Override
    public List<Flag> foreignFlags() {
        return FOREIGN;
    }

    @Override
    public boolean runsAnother() {
        return true;
    }

    @Override
    public int run(Call call) {
        boolean compat = isCompatible(call);
        var type = type(call, compat);
        boolean ends = compat && call.flags().arguments().isEmpty();
        if (ends) {
            return printOnce(call);
        }
        var stopped = new Thread(() -> Runtime.getRuntime().halt(0), "watch-stopped");
        Runtime.getRuntime().addShutdownHook(stopped);
        try {
            follow(call, type, compat);
        } finally {
            // What ends the watch from now on is no signal.
            Runtime.getRuntime().removeShutdownHook(stopped);
        }
        return 1;
    }

    private static boolean isCompatible(Call call) {
        var compat = call.flags().value("compat").orElse("none");
        return switch (compat) {
            case "none" -> false;
            case "consul" -> true;
            default ->
                    throw UsageException.of(
                            "-compat is \"%s\": it is consul or none"
                                    .formatted(Output.printable(compat)));
        };
    }

    private static String type(Call call, boolean compat) {
        var flags = call.flags();
        if (compat && flags.value("type").isEmpty()) {
            throw UsageException.withHelp("Watch type must be specified");
        }
        var type = flags.value("type").orElse(EVENT);
        boolean members = !compat && MemberFollower.TYPES.contains(type);
        if (!members && !type.equals(EVENT)) {
            throw UsageException.of("Unsupported watch type: " + Output.printable(type));
        }
        var invalid =
                FOREIGN.stream()
                        .map(Flag::name)
                        .filter(flags::isSet)
                        .collect(Collectors.toCollection(TreeSet::new));
        if (members) {
            Stream.of("name", "backlog").filter(flags::isSet).forEach(invalid::add);
        }
        if (!invalid.isEmpty()) {
            throw UsageException.of(
                    "Invalid parameters: [%s]".formatted(String.join(" ", invalid)));
        }
        return type;
    }

    private static int printOnce(Call call) {
        try {
            var query = EventFollower.query(call.flags().value("name"));
            call.output().line(call.agent().ask(query).json().indented());
            return 0;
        } catch (AgentException refused) {
            throw refused.during("Error querying Consul agent");
        }
    }

    private static void follow(Call call, String type, boolean compat) {
        try {
            var sink = sink(call);
            if (type.equals(EVENT)) {
                var start =
                        compat
                                ? WatchStart.CONSUL
                                : call.flags().isSet("backlog")
                                        ? WatchStart.BACKLOG
                                        : WatchStart.NOW;
                var client = call.agentThatWaits(EventFollower.WAIT);
                var name = call.flags().value("name");
                new EventFollower(client, call.output(), sink, start, name).follow();
            } else {
                new MemberFollower(call.agent(), call.output(), sink, type).follow();
            }
        } catch (AgentException refused) {
            throw refused.during(
                    compat
                            ? "Error querying Consul agent"
                            : type.equals(EVENT)
                                    ? "Error watching events"
                                    : "Error watching members");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static News.Sink sink(Call call) {
        var words = call.flags().arguments();
        if (words.isEmpty()) {
            return new NewsPrinter(call.output());
        }
        boolean shell = !call.flags().isSet("no-shell");
        return new HandlerProgram(words, shell, nodeName(call), call.output());
    }

    /// A token need not permit this question: then a handler is not told.
    private static Optional<String> nodeName(Call call) {
        try {
            var self = call.agent().ask(Request.get("/agent/self")).json();
            return Optional.of(self.field("Config").field("NodeName").text())
                    .filter(name -> !name.isEmpty());
        } catch (AgentException refused) {
            return Optional.empty();
        }
    }
}
