package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.util.List;

/// Takes a service away from the agent.
public final class ServicesDeregister implements Command {
    @Override
    public String name() {
        return "services deregister";
    }

    @Override
    public String summary() {
        return "Takes a service away from the agent.";
    }

    @Override
    public String arguments() {
        return "-id=ID";
    }

    @Override
    public String details() {
        return """
        Nothing happens if there is no service of that ID. One of the agent's configuration comes
        back at the agent's next start or reload.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of(new Flag("id", "ID", "of the service; not its name"));
    }

    @Override
    public int run(Call call) {
        Command.requireNoArguments(call);
        var id = call.flags().value("id");
        if (id.isEmpty()) {
            throw UsageException.withHelp("Service ID must be specified: -id=ID");
        }
        try {
            call.agent().tell(Request.put("/agent/service/deregister").segment(id.get()));
        } catch (AgentException refused) {
            throw refused.during("Error deregistering service \"%s\"".formatted(id.get()));
        }
        call.output().done("Deregistered service: " + id.get());
        return 0;
    }
}
