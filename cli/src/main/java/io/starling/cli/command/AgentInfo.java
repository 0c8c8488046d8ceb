package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Json;
import io.starling.cli.Output;
import io.starling.cli.Request;

import java.util.List;
import java.util.TreeMap;

/// Shows the agent's statistics, section by section.
public final class AgentInfo implements Command {
    @Override
    public String name() {
        return "info";
    }

    @Override
    public String summary() {
        return "Shows statistics of the agent.";
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
            var stats = call.agent().ask(Request.get("/agent/self")).json().field("Stats");
            if (call.output().isJson()) {
                call.output().json(new Json.Fields(stats.fields()));
            } else {
                show(stats, call.output());
            }
        } catch (AgentException refused) {
            throw refused.during("Error querying agent");
        }
        return 0;
    }

    private static void show(Json stats, Output output) {
        for (var section : new TreeMap<>(stats.fields()).entrySet()) {
            output.line(Output.printable(section.getKey()) + ":");
            for (var entry : new TreeMap<>(section.getValue().fields()).entrySet()) {
                var line = entry.getKey() + " = " + entry.getValue().text();
                output.line("\t" + Output.printable(line));
            }
        }
    }
}
