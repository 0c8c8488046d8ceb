package io.starling.agent.config;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads settings from Go-style flags: one or two dashes, `-flag=value` or `-flag value`.
final class FlagSource {
    private static final String CONFIG_FILE = "config-file";
    private static final String CONFIG_DIR = "config-dir";

    private final Gathered gathered;

    FlagSource(Gathered gathered) {
        this.gathered = gathered;
    }

    /// What the flags said.
    ///
    /// @param files in the order of the command line
    record Flags(List<Path> files, List<Given> given) {}

    Flags read(List<String> arguments) {
        var line = parse(arguments);
        var files = new ArrayList<Path>();
        var given = new ArrayList<Given>();
        for (var option : line.getOptions()) {
            var name = option.getLongOpt();
            if (name.equals(CONFIG_FILE) || name.equals(CONFIG_DIR)) {
                files.add(Path.of(option.getValue()));
            } else if (ForeignKeys.pointlessFlags().contains(name)) {
                gathered.pointless("-" + name);
            } else {
                given.add(new Given(ofFlag(name), option.getValue("true"), "-" + name));
            }
        }
        if (!line.getArgList().isEmpty()) {
            gathered.problems.add(
                    "unexpected argument \"%s\": settings are given as -flag=value"
                            .formatted(line.getArgList().getFirst()));
        }
        return new Flags(files, given);
    }

    /// Takes out what is wrong, one by one, so that all of it is reported.
    private CommandLine parse(List<String> arguments) {
        var rest = new ArrayList<>(arguments);
        for (int before = rest.size() + 1; rest.size() < before; ) {
            before = rest.size();
            try {
                return new DefaultParser(false).parse(options(), rest.toArray(String[]::new));
            } catch (UnrecognizedOptionException unknown) {
                var token = unknown.getOption();
                var name = token.replaceFirst("^--?", "").replaceFirst("=.*", "");
                gathered.problems.add(
                        "flag provided but not defined: -%s%s"
                                .formatted(name, Suggestion.question(name, names())));
                rest.remove(token);
            } catch (MissingArgumentException incomplete) {
                var name = incomplete.getOption().getLongOpt();
                gathered.problems.add("flag needs an argument: -" + name);
                rest.removeIf(token -> token.equals("-" + name) || token.equals("--" + name));
            } catch (ParseException malformed) {
                gathered.problems.add(malformed.getMessage());
                break;
            }
        }
        // There are problems, so what was read counts for nothing.
        return CommandLine.builder().get();
    }

    static Options options() {
        var options = new Options();
        for (var setting : Setting.values()) {
            if (!setting.flag().isEmpty()) {
                options.addOption(
                        option(setting.flag()).hasArg().optionalArg(setting.isSwitch()).get());
            }
        }
        options.addOption(option(CONFIG_FILE).hasArg().get());
        options.addOption(option(CONFIG_DIR).hasArg().get());
        ForeignKeys.pointlessFlags()
                .forEach(flag -> options.addOption(option(flag).optionalArg(true).get()));
        return options;
    }

    private static Option.Builder option(String name) {
        return Option.builder().longOpt(name);
    }

    private static Setting ofFlag(String flag) {
        return Arrays.stream(Setting.values())
                .filter(setting -> setting.flag().equals(flag))
                .findAny()
                .orElseThrow();
    }

    private static List<String> names() {
        return options().getOptions().stream().map(Option::getLongOpt).toList();
    }
}
