package io.starling.agent.demo;

import io.starling.agent.Agent;
import io.starling.agent.ExitCode;
import io.starling.agent.Logging;
import io.starling.agent.Signals;
import io.starling.agent.StartException;
import io.starling.agent.config.LogLevel;
import io.starling.agent.demo.Arrivals.Arrived;
import io.starling.gossip.model.Names;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/// `starling demo`: a cluster on this machine, and how fast events travel in it.
public final class DemoCommand {
    private final PrintStream out;
    private final PrintStream err;

    public DemoCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public ExitCode run(List<String> arguments) {
        if (arguments.stream().anyMatch(word -> word.matches("--?h(elp)?"))) {
            out.print(DemoOptions.USAGE);
            return ExitCode.OK;
        }
        try {
            return run(DemoOptions.parse(arguments));
        } catch (IllegalArgumentException wrong) {
            err.println("starling demo: " + wrong.getMessage());
            err.print(DemoOptions.USAGE);
            return ExitCode.USAGE;
        } catch (StartException failed) {
            err.println("starling demo: " + failed.getMessage());
            return failed.exitCode();
        }
    }

    private ExitCode run(DemoOptions options) {
        Logging.start(LogLevel.WARN);
        var stopped = new CountDownLatch(1);
        if (!options.once()) {
            List.of("INT", "TERM")
                    .forEach(signal -> Signals.handle(signal, _ -> stopped.countDown()));
        }
        long began = System.nanoTime();
        out.printf("Starting %d agents in this process, on loopback.%n", options.nodes());
        try (var cluster = DemoCluster.start(options, this::show)) {
            cluster.agents().forEach(this::introduce);
            if (!cluster.awaitConvergence()) {
                err.println("starling demo: the agents did not find each other");
                return ExitCode.FAILED;
            }
            out.printf(
                    "%nConverged: all %d see each other alive, %s after the start.%n",
                    options.nodes(), millis(Duration.ofNanos(System.nanoTime() - began)));
            boolean complete = fireFromEach(cluster);
            if (options.once()) {
                return complete ? ExitCode.OK : ExitCode.FAILED;
            }
            invite(cluster.agents());
            awaitStop(stopped);
            out.println("\nLeaving.");
            return ExitCode.OK;
        }
    }

    private void introduce(Agent agent) {
        out.printf(
                "  %-4s gossip %-21s  http %s%n",
                agent.config().nodeName(), agent.gossipEndpoint(), agent.httpEndpoint());
    }

    /// @return whether every event reached every node
    private boolean fireFromEach(DemoCluster cluster) {
        var agents = cluster.agents();
        // The first event of a young process waits for classes to be loaded: that is no
        // propagation.
        var warmUp = cluster.fireFrom(agents.getFirst(), "demo-warm-up");
        out.printf(
                "A first event, which warms the process up, was everywhere after %s.%n",
                warmUp.values().stream()
                        .max(Duration::compareTo)
                        .map(DemoCommand::millis)
                        .orElse("never"));
        out.println("\nEach fires an event. Milliseconds from fire to delivery:\n");
        out.print("  fired by ");
        agents.forEach(agent -> out.printf("%10s", "at " + agent.config().nodeName()));
        out.println();
        boolean complete = true;
        for (var origin : agents) {
            var took = cluster.fireFrom(origin, "demo-" + origin.config().nodeName());
            out.printf("  %-9s", origin.config().nodeName());
            agents.forEach(agent -> out.printf("%10s", cell(took, agent)));
            out.println();
            complete &= took.size() == agents.size();
        }
        return complete;
    }

    private static String cell(Map<String, Duration> took, Agent agent) {
        var duration = took.get(agent.config().nodeName());
        return duration == null ? "never" : "%.2f".formatted(duration.toNanos() / 1e6);
    }

    private void invite(List<Agent> agents) {
        var first = agents.getFirst().httpEndpoint();
        var second = agents.get(1).httpEndpoint();
        out.print(
                """

                The cluster stays up. Try, in another terminal:

                  ./starling members -http-addr=%s
                  ./starling event -http-addr=%s -name=deploy v42
                  ./starling watch -http-addr=%s -type=event -name=deploy cat

                Ctrl-C ends it. Events that arrive are shown here:
                """
                        .formatted(first, first, second));
    }

    private void show(Arrived arrived) {
        var event = arrived.event();
        long first = arrived.nanos().values().iterator().next();
        var times =
                arrived.nanos().entrySet().stream()
                        .map(
                                entry ->
                                        "%s +%s"
                                                .formatted(
                                                        entry.getKey(),
                                                        millis(
                                                                Duration.ofNanos(
                                                                        entry.getValue() - first))))
                        .collect(Collectors.joining(", "));
        out.printf(
                "  %s \"%s\" (time %s): %s%n",
                Names.printable(event.name()),
                Names.printable(new String(event.payload(), StandardCharsets.UTF_8)),
                event.time(),
                times);
    }

    private static String millis(Duration duration) {
        return "%.1f ms".formatted(duration.toNanos() / 1e6);
    }

    private static void awaitStop(CountDownLatch stopped) {
        try {
            stopped.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
