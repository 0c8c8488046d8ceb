package io.starling.cli;

import java.util.ArrayList;
import java.util.List;

/// A verb.
public interface Command {
    /// As it is typed.
    String name();

    /// One line for the list of all verbs.
    String summary();

    /// What follows the name, flags apart: `ADDRESS...`.
    String arguments();

    /// What the summary leaves out, in paragraphs; may be empty.
    String details();

    /// The verb's own flags, beside those that all verbs have.
    List<Flag> flags();

    /// Flags that others have for this verb and that mean nothing here. They are told apart from
    /// misspelt ones, and no help shows them.
    default List<Flag> foreignFlags() {
        return List.of();
    }

    /// @return the exit status
    /// @throws UsageException if the command line is wrong
    /// @throws AgentException if the agent does not do its part
    int run(Call call);

    /// Whether it asks an agent, and so needs to know which one.
    default boolean asksAgent() {
        return true;
    }

    /// Whether its arguments are a command line of another program, whose dashes are not its own.
    default boolean runsAnother() {
        return false;
    }

    /// The text that `-help` shows.
    default String help() {
        var own = flags().isEmpty() ? "" : "\nOptions:\n" + Command.describe(flags());
        var paragraphs = details().isEmpty() ? "" : "\n" + details().strip() + "\n";
        var words = arguments().isEmpty() ? "" : " " + arguments();
        return "Usage: starling "
                + name()
                + " [options]"
                + words
                + "\n\n"
                + summary()
                + "\n"
                + paragraphs
                + own
                + "\nCommon options:\n"
                + Command.describe(commonFlags())
                + "  -help               shows this\n";
    }

    /// All flags of a call.
    default List<Flag> allFlags() {
        var all = new ArrayList<>(flags());
        all.addAll(commonFlags());
        return all;
    }

    private List<Flag> commonFlags() {
        return asksAgent() ? Settings.FLAGS : List.of(Settings.FORMAT);
    }

    private static String describe(List<Flag> flags) {
        var text = new StringBuilder();
        for (var flag : flags) {
            var spelled = flag.spelled();
            int padding = Math.max(1, 20 - spelled.length());
            text.append("  ").append(spelled).repeat(' ', padding).append(flag.help()).append('\n');
        }
        return text.toString();
    }

    /// For verbs without arguments.
    ///
    /// @throws UsageException if there are any
    static void requireNoArguments(Call call) {
        if (!call.flags().arguments().isEmpty()) {
            throw UsageException.of("Too many command line arguments.");
        }
    }
}
