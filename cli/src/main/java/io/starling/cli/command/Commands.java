package io.starling.cli.command;

import io.starling.cli.Command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All verbs. One is made when it is asked for: a program that starts for a single verb need not
/// load the others.
public final class Commands {
    private static final List<String> NAMES =
            List.of(
                    "event",
                    "event list",
                    "event show",
                    "query",
                    "watch",
                    "members",
                    "join",
                    "leave",
                    "force-leave",
                    "info",
                    "rtt",
                    "reachability",
                    "services list",
                    "services register",
                    "services deregister",
                    "tags",
                    "reload",
                    "version");

    /// What the launcher starts in place of this program.
    private static final Map<String, String> ELSEWHERE = new LinkedHashMap<>();

    static {
        ELSEWHERE.put("agent", "Starts an agent.");
        ELSEWHERE.put("demo", "Starts a five-node cluster on this machine to look at.");
        ELSEWHERE.put("validate", "Checks configuration files without starting an agent.");
    }

    private Commands() {}

    public static Optional<Command> named(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "event" -> new Event();
                    case "event list" -> new EventList();
                    case "event show" -> new EventShow();
                    case "query" -> new Query();
                    case "watch" -> new Watch();
                    case "members" -> new Members();
                    case "join" -> new Join();
                    case "leave" -> new Leave();
                    case "force-leave" -> new ForceLeave();
                    case "info" -> new AgentInfo();
                    case "rtt" -> new Rtt();
                    case "reachability" -> new Reachability();
                    case "services list" -> new ServicesList();
                    case "services register" -> new ServicesRegister();
                    case "services deregister" -> new ServicesDeregister();
                    case "tags" -> new Tags();
                    case "reload" -> new Reload();
                    case "version" -> new Version();
                    default -> null;
                });
    }

    /// All verbs with a line on each, those of the launcher included, in the order of the help.
    public static Map<String, String> summaries() {
        var summaries = new LinkedHashMap<>(ELSEWHERE);
        NAMES.forEach(name -> named(name).ifPresent(c -> summaries.put(name, c.summary())));
        summaries.put("help", "Shows this, or the help of the verb that follows.");
        return summaries;
    }

    /// Whether the launcher starts another program for it.
    public static boolean isElsewhere(String name) {
        return ELSEWHERE.containsKey(name);
    }
}
