package io.starling.agent;

import io.starling.agent.config.BuildInfo;
import io.starling.agent.config.ConfigException;
import io.starling.agent.config.ConfigLoader;
import io.starling.agent.config.Loaded;
import io.starling.agent.config.Usage;
import io.starling.gossip.node.NodeListener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// `starling agent`: an agent from the command line, until a signal or a client ends it.
final class AgentCommand {
    private static final Logger LOG = LoggerFactory.getLogger(AgentCommand.class);

    private final PrintStream out;
    private final PrintStream err;
    private final Agent.Opener opener;

    AgentCommand(PrintStream out, PrintStream err, Agent.Opener opener) {
        this.out = out;
        this.err = err;
        this.opener = opener;
    }

    ExitCode run(List<String> arguments, Map<String, String> environment) {
        if (arguments.stream().anyMatch(word -> word.matches("--?h(elp)?"))) {
            out.print("usage: starling agent [flags]\n\n" + Usage.flags());
            return ExitCode.OK;
        }
        var loader = new ConfigLoader(arguments, environment);
        try {
            return run(loader, loader.load());
        } catch (ConfigException wrong) {
            err.println("starling agent: the configuration cannot be used:");
            wrong.problems().forEach(problem -> err.println("  " + problem));
            err.println("starling agent -help lists the flags");
            return ExitCode.USAGE;
        } catch (StartException failed) {
            err.println("starling agent: " + failed.getMessage());
            return failed.exitCode();
        } catch (RuntimeException ours) {
            LOG.error("the agent failed", ours);
            err.println("starling agent: failed: " + ours);
            return ExitCode.FAILED;
        }
    }

    private ExitCode run(ConfigLoader loader, Loaded loaded) {
        var config = loaded.config();
        Logging.start(config.logLevel());
        loaded.warnings().forEach(LOG::warn);
        try (var held = new OpenParts()) {
            config.pidFile().ifPresent(file -> held.add(PidFile.write(file)));
            var agent =
                    held.add(
                            Agent.start(
                                    config,
                                    NodeListener.NONE,
                                    Optional.of(new Reloader(loader, loaded)),
                                    opener));
            agent.advertised().warning().ifPresent(LOG::warn);
            listenToSignals(agent);
            out.print(banner(agent));
            agent.closed().join();
            agent.failure()
                    .ifPresent(
                            failure -> {
                                throw failure;
                            });
            return ExitCode.OK;
        }
    }

    private static void listenToSignals(Agent agent) {
        var stops = new AtomicInteger();
        for (var name : List.of("TERM", "INT")) {
            Signals.handle(
                    name,
                    number -> {
                        if (stops.incrementAndGet() > 1) {
                            Runtime.getRuntime().halt(128 + number);
                        }
                        Thread.ofVirtual().name("signal").start(() -> stop(agent));
                    });
        }
        Signals.handle(
                "HUP",
                _ -> {
                    var _ = agent.reload();
                });
    }

    private static void stop(Agent agent) {
        if (agent.config().leaveOnTerminate()) {
            agent.leave().join();
        }
        agent.close();
    }

    static String banner(Agent agent) {
        var config = agent.config();
        return """
        ==> Starling agent %s is running
                  Node: %s (%s)
            Datacenter: %s
               Cluster: %s
                Gossip: %s, %s; bound to %s
                  HTTP: http://%s
                  Data: %s
        """
                .formatted(
                        BuildInfo.version(),
                        config.nodeName(),
                        agent.self().id(),
                        config.datacenter(),
                        config.cluster(),
                        agent.self().endpoint(),
                        agent.advertised().reason(),
                        agent.gossipEndpoint(),
                        agent.httpEndpoint(),
                        config.dataDirectory()
                                .map(Object::toString)
                                .orElse("ephemeral: no data directory"));
    }
}
