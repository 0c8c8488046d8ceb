package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Request;

import java.util.List;

/// Has the agent say goodbye and end.
public final class Leave implements Command {
    @Override
    public String name() {
        return "leave";
    }

    @Override
    public String summary() {
        return "Makes the agent leave the cluster and stop; the others show it as left, not"
                + " failed.";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String details() {
        return "";
    }

    @Override
    public List<Flag> flags() {
        return List.of();
    }

    @Override
    public int run(Call call) {
        Command.requireNoArguments(call);
        try {
            call.agent().tell(Request.put("/agent/leave"));
        } catch (AgentException refused) {
            throw refused.during("Error leaving");
        }
        call.output().done("Graceful leave complete");
        return 0;
    }
}
