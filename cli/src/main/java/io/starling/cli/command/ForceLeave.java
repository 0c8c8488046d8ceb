package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Output;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.util.List;

/// Has the agent say goodbye for a member that failed.
public final class ForceLeave implements Command {
    private static final int REFUSED = 1;

    @Override
    public String name() {
        return "force-leave";
    }

    @Override
    public String summary() {
        return "Makes a failed member count as left, at all members.";
    }

    @Override
    public String arguments() {
        return "NODE";
    }

    @Override
    public String details() {
        return """
        NODE is the name or the id of a member that failed and will not come back. A member that
        lives is not touched: let it leave. Silent when it is done.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of(Flag.toggle("prune", "forget the member at once, everywhere"));
    }

    @Override
    public int run(Call call) {
        var nodes = call.flags().arguments();
        if (nodes.size() != 1) {
            throw UsageException.withHelp("A single node name must be specified to force leave.");
        }
        var request = Request.put("/agent/force-leave").segment(nodes.getFirst());
        try {
            var refusal =
                    call.agent()
                            .tell(
                                    call.flags().isSet("prune")
                                            ? request.with("prune", "")
                                            : request);
            if (!refusal.isEmpty()) {
                call.output().note("Error force leaving: " + Output.printable(refusal));
                return REFUSED;
            }
        } catch (AgentException refused) {
            throw refused.during("Error force leaving");
        }
        return 0;
    }
}
