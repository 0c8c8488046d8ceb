package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.util.List;

/// Has the agent contact nodes of a cluster.
public final class Join implements Command {
    @Override
    public String name() {
        return "join";
    }

    @Override
    public String summary() {
        return "Makes the agent join the cluster of the nodes at the given addresses.";
    }

    @Override
    public String arguments() {
        return "ADDRESS...";
    }

    @Override
    public String details() {
        return """
        An address is HOST or HOST:PORT of gossip, by default port 8301; IPv6 with a port is
        [2001:db8::1]:8301. A name with SRV records, _service._proto.name, stands for all that
        they name. One that can be reached is enough for success.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of();
    }

    @Override
    public int run(Call call) {
        var addresses = call.flags().arguments();
        if (addresses.isEmpty()) {
            throw UsageException.withHelp("At least one address to join must be specified.");
        }
        var agent = call.agent();
        int contacted = 0;
        for (var address : addresses) {
            try {
                agent.tell(Request.put("/agent/join").segment(address));
                contacted++;
            } catch (AgentException failed) {
                if (!failed.isRefusal()) {
                    throw failed;
                }
                call.output()
                        .note(
                                "Error joining address '%s': %s"
                                        .formatted(address, failed.getMessage()));
            }
        }
        if (contacted == 0) {
            call.output().note("Failed to join any nodes.");
            return 1;
        }
        call.output()
                .done("Successfully joined cluster by contacting %d nodes.".formatted(contacted));
        return 0;
    }
}
