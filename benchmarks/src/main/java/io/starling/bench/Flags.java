package io.starling.bench;

import io.starling.bench.report.Page;
import io.starling.bench.report.Report;
import io.starling.bench.report.ResultFile;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The flags of a command, with one dash or two.
record Flags(String command, CommandLine line) {

    /// @param args the command and its flags
    /// @throws ParseException if there is an unknown flag or one without its value
    static Flags of(String[] args, String... names) throws ParseException {
        return of(args, List.of(), names);
    }

    /// @param switches flags that have no value
    static Flags of(String[] args, List<String> switches, String... names) throws ParseException {
        var options = new Options();
        for (var name : names) {
            options.addOption(null, name, true, "");
        }
        switches.forEach(name -> options.addOption(null, name, false, ""));
        var line =
                new DefaultParser(false).parse(options, Arrays.copyOfRange(args, 1, args.length));
        if (!line.getArgList().isEmpty()) {
            throw new ParseException(
                    "unexpected argument \"%s\"".formatted(line.getArgList().getFirst()));
        }
        return new Flags(args[0], line);
    }

    boolean has(String name) {
        return line.hasOption(name);
    }

    String text(String name, String absent) {
        return line.getOptionValue(name, absent);
    }

    /// @throws IllegalArgumentException if the value is no whole number within the bounds
    int number(String name, int absent, int min, int max) {
        var text = line.getOptionValue(name);
        return text == null ? absent : parse(name, text, min, max);
    }

    /// Whole numbers with commas between them.
    ///
    /// @throws IllegalArgumentException if one is no whole number within the bounds
    List<Integer> numbers(String name, List<Integer> absent, int min, int max) {
        var text = line.getOptionValue(name);
        if (text == null) {
            absent.forEach(value -> check(name, value, min, max, String.valueOf(value)));
            return absent;
        }
        return Arrays.stream(text.split(",", -1)).map(each -> parse(name, each, min, max)).toList();
    }

    /// Shares, written as percentages with or without the sign, with commas between them.
    ///
    /// @return 0.1 for `10%`
    /// @throws IllegalArgumentException if one is no number from 0 to the bound
    List<Double> shares(String name, double absent, int percentMax) {
        var text = line.getOptionValue(name);
        return text == null
                ? List.of(absent)
                : Arrays.stream(text.split(",", -1))
                        .map(each -> share(name, each, percentMax))
                        .toList();
    }

    private static double share(String name, String text, int percentMax) {
        var number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
        // Not Double.parseDouble, which takes NaN, 0x1p3 and 1d for numbers too.
        if (!number.matches("\\d{1,3}(\\.\\d{1,6})?") || Double.parseDouble(number) > percentMax) {
            throw new IllegalArgumentException(
                    "-%s must be a percentage from 0 to %d such as 0.5%% or 10, was \"%s\""
                            .formatted(name, percentMax, text));
        }
        return Double.parseDouble(number) / 100;
    }

    /// One of the constants of an enum, in lower case.
    ///
    /// @throws IllegalArgumentException if there is no such constant
    <E extends Enum<E>> E choice(String name, E absent) {
        var text = line.getOptionValue(name);
        if (text == null) {
            return absent;
        }
        var choices = absent.getDeclaringClass().getEnumConstants();
        return Arrays.stream(choices)
                .filter(choice -> lower(choice).equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "-%s must be one of %s, was \"%s\""
                                                .formatted(
                                                        name,
                                                        Arrays.stream(choices)
                                                                .map(Flags::lower)
                                                                .collect(Collectors.joining(", ")),
                                                        text)));
    }

    private static String lower(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /// The report that `-report=DIR` asks for, whose folder is made and tried at once; nothing
    /// else.
    ///
    /// @throws IllegalArgumentException if nothing can be written there
    Report report(String title, Supplier<Page> page) {
        var folder = line.getOptionValue("report");
        return folder == null
                ? Report.none()
                : Report.in(Path.of(folder), () -> page.get().headed(title, typed()));
    }

    /// What was typed, to be shown.
    private String typed() {
        return Stream.concat(
                        Stream.of("starling bench " + command),
                        Arrays.stream(line.getOptions())
                                .map(flag -> "-" + flag.getLongOpt() + "=" + flag.getValue()))
                .collect(Collectors.joining(" "));
    }

    /// @throws IllegalArgumentException if the file cannot be written
    ResultFile file(String name) {
        var text = line.getOptionValue(name);
        return text == null ? ResultFile.none() : ResultFile.at(Path.of(text));
    }

    private static int parse(String name, String text, int min, int max) {
        try {
            return check(name, Integer.parseInt(text), min, max, text);
        } catch (NumberFormatException notANumber) {
            throw outOfBounds(name, min, max, text);
        }
    }

    private static int check(String name, int value, int min, int max, String text) {
        if (value < min || value > max) {
            throw outOfBounds(name, min, max, text);
        }
        return value;
    }

    private static IllegalArgumentException outOfBounds(
            String name, int min, int max, String text) {
        return new IllegalArgumentException(
                "-%s must be a whole number from %d to %d, was \"%s\""
                        .formatted(name, min, max, text));
    }
}
