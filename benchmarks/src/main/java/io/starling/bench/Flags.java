package io.starling.bench;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;

import java.util.Arrays;

/// Flags with whole numbers, with one dash or two.
record Flags(CommandLine line) {

    /// @param args the command and its flags
    /// @throws ParseException if there is an unknown flag or one without its value
    static Flags of(String[] args, String... names) throws ParseException {
        var options = new Options();
        for (var name : names) {
            options.addOption(null, name, true, "");
        }
        var line =
                new DefaultParser(false).parse(options, Arrays.copyOfRange(args, 1, args.length));
        if (!line.getArgList().isEmpty()) {
            throw new ParseException(
                    "unexpected argument \"%s\"".formatted(line.getArgList().getFirst()));
        }
        return new Flags(line);
    }

    /// @throws IllegalArgumentException if the value is no whole number within the bounds
    int number(String name, int absent, int min, int max) {
        var text = line.getOptionValue(name);
        if (text == null) {
            return absent;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "-%s must be a whole number from %d to %d, was \"%s\""
                        .formatted(name, min, max, text));
    }
}
