package io.starling.cli;

import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/// One call of a verb: what was said on the command line, and the world it speaks to.
///
/// @param input what is piped into the program
public record Call(
        Flags flags, Settings settings, Output output, InputStream input, Progress progress) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// A client for requests that an agent answers at once. Where a datacenter is named, the agent
    /// is asked whether it is its own, because it would not notice a wrong one.
    ///
    /// @throws AgentException if it is another
    public AgentClient agent() {
        var client = agentOfAnyDatacenter();
        settings.datacenter().ifPresent(name -> requireDatacenter(name, client));
        return client;
    }

    /// A client for requests that carry their datacenter with them.
    public AgentClient agentOfAnyDatacenter() {
        return new AgentClient(settings.address(), settings.token(), PATIENCE, progress);
    }

    /// A client for blocking queries of up to `wait`: nobody expects them to be quick.
    public AgentClient agentThatWaits(Duration wait) {
        agent();
        return new AgentClient(
                settings.address(),
                settings.token(),
                wait.plus(PATIENCE),
                new Progress(System.err, false));
    }

    /// The datacenter that was named, if one was.
    public Optional<String> datacenter() {
        return settings.datacenter();
    }

    private static void requireDatacenter(String name, AgentClient client) {
        var self = client.ask(Request.get("/agent/self")).json();
        var own = self.field("Config").field("Datacenter").text();
        if (!own.equals(name)) {
            throw AgentException.notAnAgent(
                    "No path to datacenter: %s is unknown, the agent at %s belongs to %s"
                            .formatted(
                                    Output.printable(name),
                                    client.address(),
                                    Output.printable(own)));
        }
    }
}
