package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Request;

import java.util.List;

/// Has the agent read its configuration again.
public final class Reload implements Command {
    @Override
    public String name() {
        return "reload";
    }

    @Override
    public String summary() {
        return "Makes the agent read its configuration files again.";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String details() {
        return """
        What can change in a running agent is applied. If something cannot, the agent says what.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of();
    }

    @Override
    public int run(Call call) {
        Command.requireNoArguments(call);
        try {
            var remarks = call.agent().tell(Request.put("/agent/reload"));
            call.output().done("Configuration reload triggered");
            remarks.lines().forEach(call.output()::note);
        } catch (AgentException refused) {
            throw refused.during("Error reloading");
        }
        return 0;
    }
}
