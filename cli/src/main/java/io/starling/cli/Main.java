package io.starling.cli;

import io.starling.cli.command.Commands;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Picks a verb and maps what becomes of it to an exit status:
///
/// | Status | Means |
/// | --- | --- |
/// | 0 | done |
/// | 1 | wrong use, no agent, or a refusal: the reason is on standard error; something shut |
/// | 2 | `members` found nobody |
/// | 127 | no such verb |
public final class Main {
    private static final int FAILED = 1;
    private static final int NO_SUCH_VERB = 127;
    private static final List<String> HELP = List.of("-h", "-help", "--help", "help");
    private static final List<String> VERSION = List.of("-v", "-version", "--version");

    private final Map<String, String> environment;
    private final InputStream input;
    private final PrintStream results;
    private final PrintStream notes;
    private final Progress progress;

    /// @param watched whether a person sees `notes` as they come
    Main(
            Map<String, String> environment,
            InputStream input,
            PrintStream results,
            PrintStream notes,
            boolean watched) {
        this.environment = environment;
        this.input = input;
        this.results = results;
        this.notes = notes;
        this.progress = new Progress(notes, watched);
    }

    public static void main(String[] words) {
        var main =
                new Main(
                        System.getenv(),
                        System.in,
                        stream(FileDescriptor.out, false),
                        stream(FileDescriptor.err, true),
                        Boolean.getBoolean("starling.terminal"));
        System.exit(main.run(Arrays.asList(words)));
    }

    /// UTF-8 whatever the locale says: names are, and programs that read the output expect it.
    private static PrintStream stream(FileDescriptor descriptor, boolean lineByLine) {
        var out = new BufferedOutputStream(new FileOutputStream(descriptor));
        return new PrintStream(out, lineByLine, StandardCharsets.UTF_8);
    }

    /// @return the exit status
    int run(List<String> words) {
        int status = dispatch(words);
        notes.flush();
        if (results.checkError() && status == 0) {
            notes.println("cannot write to standard output");
            notes.flush();
            return FAILED;
        }
        return status;
    }

    private int dispatch(List<String> words) {
        if (words.isEmpty()) {
            notes.print(overview());
            return NO_SUCH_VERB;
        }
        var verb = words.getFirst();
        var rest = words.subList(1, words.size());
        if (HELP.contains(verb)) {
            return help(rest);
        }
        if (VERSION.contains(verb)) {
            return dispatch(List.of("version"));
        }
        if (!rest.isEmpty()) {
            var pair = Commands.named(verb + " " + rest.getFirst());
            if (pair.isPresent()) {
                return run(pair.get(), rest.subList(1, rest.size()));
            }
        }
        return Commands.named(verb).map(c -> run(c, rest)).orElseGet(() -> unknown(verb));
    }

    private int run(Command command, List<String> words) {
        try {
            var declared = new ArrayList<>(command.allFlags());
            declared.addAll(command.foreignFlags());
            var own = command.runsAnother() ? Flags.closed(declared, words) : words;
            var flags = Flags.parse(declared, own);
            if (flags.isSet(Flags.HELP)) {
                results.print(command.help());
                return 0;
            }
            var settings = Settings.of(flags, environment);
            var output = new Output(results, notes, settings.format());
            return command.run(new Call(flags, settings, output, input, progress));
        } catch (UsageException wrong) {
            notes.println(wrong.getMessage());
            notes.print(
                    wrong.isHelpWanted()
                            ? "\n" + command.help()
                            : "See: starling " + command.name() + " -help\n");
            return FAILED;
        } catch (AgentException failed) {
            notes.println(failed.getMessage());
            return FAILED;
        } catch (OutOfMemoryError large) {
            notes.println("the agent's answer does not fit into memory; give this program more:");
            notes.println("  STARLING_JAVA_OPTS=-Xmx1g starling " + command.name() + " ...");
            return FAILED;
        }
    }

    /// `help`, `help members`, `help event list`.
    private int help(List<String> words) {
        var verb = String.join(" ", words);
        if (verb.isEmpty() || HELP.contains(verb)) {
            results.print(overview());
            return 0;
        }
        if (Commands.isElsewhere(verb)) {
            results.println("See: starling " + verb + " -help");
            return 0;
        }
        var command = Commands.named(verb);
        command.ifPresent(c -> results.print(c.help()));
        return command.isPresent() ? 0 : unknown(verb);
    }

    private int unknown(String verb) {
        if (Commands.isElsewhere(verb)) {
            notes.println(
                    "\"" + verb + "\" is another program: start it by the launcher, starling");
            return NO_SUCH_VERB;
        }
        var near =
                Spelling.nearest(verb, Commands.summaries().keySet())
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("");
        notes.println("there is no verb \"" + Output.excerpt(verb) + "\"" + near);
        notes.println();
        notes.print(overview());
        return NO_SUCH_VERB;
    }

    private static String overview() {
        return Commands.summaries().entrySet().stream()
                .map(verb -> "  %-11s %s%n".formatted(verb.getKey(), verb.getValue()))
                .collect(
                        Collectors.joining(
                                "",
                                "Usage: starling VERB [options] [arguments]\n\nVerbs:\n",
                                "\nThe options of a verb: starling help VERB\n"));
    }
}
