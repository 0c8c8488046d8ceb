package io.starling.agent;

import io.starling.agent.config.ConfigException;
import io.starling.agent.config.ConfigLoader;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/// `starling validate FILE|DIR...`: checks a configuration without starting anything.
final class ValidateCommand {
    private static final String USAGE = "usage: starling validate [-quiet] FILE|DIR...";

    private final PrintStream out;
    private final PrintStream err;

    ValidateCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    ExitCode run(List<String> arguments) {
        var quiet = arguments.stream().anyMatch(word -> word.matches("--?quiet"));
        var words = arguments.stream().filter(word -> !word.matches("--?quiet")).toList();
        if (words.stream().anyMatch(word -> word.matches("--?h(elp)?"))) {
            out.println(USAGE);
            return ExitCode.OK;
        }
        var unknown = words.stream().filter(word -> word.startsWith("-")).findFirst();
        if (unknown.isPresent() || words.isEmpty()) {
            unknown.map(flag -> flag.replaceFirst("^--?", "-"))
                    .ifPresent(flag -> err.println("flag provided but not defined: " + flag));
            err.println(USAGE);
            return ExitCode.USAGE;
        }
        try {
            var loaded = ConfigLoader.validate(words.stream().map(Path::of).toList());
            loaded.warnings().forEach(warning -> err.println("warning: " + warning));
            if (!quiet) {
                out.println("Configuration is valid!");
            }
            return ExitCode.OK;
        } catch (ConfigException wrong) {
            err.println("Config validation failed:");
            wrong.problems().forEach(problem -> err.println("  " + problem));
            return ExitCode.USAGE;
        }
    }
}
