package io.starling.agent;

import io.starling.agent.cluster.GossipCluster;
import io.starling.agent.demo.DemoCommand;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Picks the verb. The verbs that talk to a running agent are not here: they start faster
/// elsewhere.
public final class Main {
    private static final String USAGE =
            """
            usage: starling VERB [flags]

              agent      run an agent on this host
              demo       run a cluster of agents in one process and watch events travel
              validate   check configuration files
            """;

    private Main() {}

    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        var exitCode = run(List.of(arguments), out, err);
        Logging.stop();
        // Not by return: a library's thread must not keep the process alive.
        System.exit(exitCode.number());
    }

    static ExitCode run(List<String> arguments, PrintStream out, PrintStream err) {
        var verb = arguments.isEmpty() ? "" : arguments.getFirst();
        var rest = arguments.stream().skip(1).toList();
        return switch (verb) {
            case "agent" ->
                    new AgentCommand(out, err, GossipCluster::open).run(rest, System.getenv());
            case "demo" -> new DemoCommand(out, err).run(rest);
            case "validate" -> new ValidateCommand(out, err).run(rest);
            case "-h", "-help", "--help", "help" -> {
                out.print(USAGE);
                yield ExitCode.OK;
            }
            default -> {
                err.print(
                        verb.isEmpty()
                                ? USAGE
                                : "starling: unknown verb \"" + verb + "\"\n\n" + USAGE);
                yield ExitCode.UNKNOWN_COMMAND;
            }
        };
    }
}
