package io.starling.cli;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The flags and arguments of one call.
///
/// A flag has one dash or two, and its value follows after `=` or as the next word. `--` ends the
/// flags. Where a flag with one value is given twice the last one counts, as in Go's programs.
///
/// The parser adds about 8 ms to a start (12 ms without a class-data archive), which a parser of
/// our own would save; that is too little to maintain one.
public final class Flags {
    static final String HELP = "help";

    private final CommandLine line;

    private Flags(CommandLine line) {
        this.line = line;
    }

    /// @throws UsageException if a flag is unknown or lacks its value
    static Flags parse(List<Flag> declared, List<String> words) {
        var options = new Options();
        options.addOption(Option.builder("h").longOpt(HELP).get());
        for (var flag : declared) {
            options.addOption(
                    Option.builder().longOpt(flag.name()).hasArg(flag.takesValue()).get());
        }
        var parser =
                DefaultParser.builder()
                        .setAllowPartialMatching(false)
                        .setStripLeadingAndTrailingQuotes(false)
                        .get();
        try {
            return new Flags(parser.parse(options, togglesSpelledOut(declared, words)));
        } catch (UnrecognizedOptionException unknown) {
            throw unknown(declared, name(unknown.getOption()));
        } catch (MissingArgumentException missing) {
            throw UsageException.of("flag needs an argument: -" + missing.getOption().getLongOpt());
        } catch (ParseException other) {
            throw UsageException.of(Output.printable(String.valueOf(other.getMessage())));
        }
    }

    /// `-flag=true` is `-flag` and `-flag=false` is nothing, where the flag takes no value. The
    /// parser knows the first form only.
    private static String[] togglesSpelledOut(List<Flag> declared, List<String> words) {
        var spelled = new ArrayList<String>();
        boolean flagsEnded = false;
        for (var word : words) {
            flagsEnded |= word.equals("--");
            int equal = word.indexOf('=');
            boolean toggle =
                    !flagsEnded
                            && word.startsWith("-")
                            && equal > 0
                            && declared.stream()
                                    .anyMatch(f -> !f.takesValue() && f.name().equals(name(word)));
            if (!toggle) {
                spelled.add(word);
                continue;
            }
            switch (word.substring(equal + 1)) {
                case "true" -> spelled.add(word.substring(0, equal));
                case "false" ->
                        opposite(declared, name(word)).ifPresent(no -> spelled.add("-" + no));
                default ->
                        throw UsageException.of(
                                "invalid boolean value \"%s\" for -%s: it is true or false"
                                        .formatted(
                                                Output.printable(word.substring(equal + 1)),
                                                name(word)));
            }
        }
        return spelled.toArray(String[]::new);
    }

    /// What says that a flag which is set from the start is not.
    private static Optional<String> opposite(List<Flag> declared, String name) {
        return declared.stream().map(Flag::name).filter(("no-" + name)::equals).findAny();
    }

    /// The same words with a `--` before the first argument, so that the dashes after it are left
    /// alone.
    static List<String> closed(List<Flag> declared, List<String> words) {
        var valued = declared.stream().filter(Flag::takesValue).map(Flag::name).toList();
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            if (word.equals("--")) {
                return words;
            }
            if (!word.startsWith("-")) {
                var closed = new ArrayList<>(words);
                closed.add(i, "--");
                return closed;
            }
            boolean takesNext = word.indexOf('=') < 0 && valued.contains(name(word));
            i += takesNext ? 1 : 0;
        }
        return words;
    }

    private static UsageException unknown(List<Flag> declared, String name) {
        var message = "flag provided but not defined: -" + Output.printable(name);
        var names = declared.stream().map(Flag::name).toList();
        return UsageException.of(
                Spelling.nearest(name, names)
                        .map(near -> message + "; did you mean -" + near + "?")
                        .orElse(message));
    }

    /// The name in `-name`, `--name` or `--name=value`.
    private static String name(String word) {
        int start = word.startsWith("--") ? 2 : 1;
        int equal = word.indexOf('=');
        return word.substring(Math.min(start, word.length()), equal < 0 ? word.length() : equal);
    }

    /// @return the value; empty if the flag was not given, or given with an empty value
    public Optional<String> value(String name) {
        return values(name).stream().reduce((_, last) -> last).filter(v -> !v.isEmpty());
    }

    /// @return all values, in the order in which they were given
    public List<String> values(String name) {
        var values = line.getOptionValues(name);
        return values == null ? List.of() : List.of(values);
    }

    public boolean isSet(String name) {
        return line.hasOption(name);
    }

    /// What is left when the flags are taken away.
    public List<String> arguments() {
        return List.copyOf(line.getArgList());
    }
}
