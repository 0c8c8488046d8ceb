package io.starling.agent.demo;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;

import java.util.List;

/// What a demonstration can be told.
///
/// @param httpPort of the first node, the others follow; 0 lets the system choose all
/// @param once whether it ends after the table
record DemoOptions(int nodes, int httpPort, boolean once) {
    static final String USAGE =
            """
            usage: starling demo [-nodes=N] [-http-port=PORT] [-once]

              -nodes=N          how many agents, 2 to 32; default 5
              -http-port=PORT   HTTP port of the first, the others follow; default: free ones
              -once             end after the table
            """;

    private static final int NODES_MAX = 32;

    /// @throws IllegalArgumentException with what is wrong
    static DemoOptions parse(List<String> arguments) {
        try {
            var line = new DefaultParser(false).parse(options(), arguments.toArray(String[]::new));
            if (!line.getArgList().isEmpty()) {
                throw new IllegalArgumentException(
                        "unexpected argument \"%s\"".formatted(line.getArgList().getFirst()));
            }
            int nodes = number(line, "nodes", 5, 2, NODES_MAX);
            return new DemoOptions(
                    nodes, number(line, "http-port", 0, 0, 65_536 - nodes), line.hasOption("once"));
        } catch (ParseException malformed) {
            throw new IllegalArgumentException(malformed.getMessage(), malformed);
        }
    }

    private static int number(CommandLine line, String flag, int absent, int min, int max) {
        var text = line.getOptionValue(flag);
        if (text == null) {
            return absent;
        }
        if (text.matches("[0-9]{1,6}")) {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                "-%s must be a whole number in %d..%d, was \"%s\"".formatted(flag, min, max, text));
    }

    private static Options options() {
        return new Options()
                .addOption(Option.builder().longOpt("nodes").hasArg().get())
                .addOption(Option.builder().longOpt("http-port").hasArg().get())
                .addOption(Option.builder().longOpt("once").get());
    }
}
