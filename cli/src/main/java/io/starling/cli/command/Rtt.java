package io.starling.cli.command;

import io.starling.cli.AgentClient;
import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Json;
import io.starling.cli.Output;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Estimates the round trip between two members from their network coordinates: nothing is sent.
public final class Rtt implements Command {
    @Override
    public String name() {
        return "rtt";
    }

    @Override
    public String summary() {
        return "Estimates the round trip between two members.";
    }

    @Override
    public String arguments() {
        return "NODE [NODE2]";
    }

    @Override
    public String details() {
        return """
        The second node is the agent's own if it is left out. Names compare without regard to
        case. The estimate comes from network coordinates, which nodes learn as they probe each
        other, one a second; nothing is measured now. For a node that has just started it is rough.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of();
    }

    @Override
    public int run(Call call) {
        var names = call.flags().arguments();
        if (names.isEmpty() || names.size() > 2) {
            throw UsageException.withHelp("One or two node names must be specified.");
        }
        var agent = call.agent();
        var from = names.getFirst();
        try {
            var to = names.size() == 2 ? names.getLast() : ownName(agent);
            var nodes = agent.ask(Request.get("/coordinate/nodes")).json().items();
            var one = find(from, nodes);
            var other = find(to, nodes);
            if (one.isEmpty() || other.isEmpty()) {
                return missing(one.isEmpty() ? from : to, call.output(), agent);
            }
            show(from, to, 1e3 * seconds(one.get(), other.get()), call.output());
            return 0;
        } catch (AgentException refused) {
            throw refused.during("Error getting coordinates");
        }
    }

    private static String ownName(AgentClient agent) {
        var self = agent.ask(Request.get("/agent/self")).json();
        return self.field("Config").field("NodeName").text();
    }

    private static Optional<Json> find(String name, List<Json> nodes) {
        return nodes.stream()
                .filter(node -> node.field("Node").text().equalsIgnoreCase(name))
                .map(node -> node.field("Coord"))
                .findFirst();
    }

    private static int missing(String name, Output output, AgentClient agent) {
        output.note("Could not find a coordinate for node \"%s\"".formatted(name));
        try {
            agent.tell(Request.get("/coordinate/node").segment(name));
        } catch (AgentException why) {
            if (why.isRefusal()) {
                output.note(String.valueOf(why.getMessage()));
            }
        }
        return 1;
    }

    private static void show(String from, String to, double millis, Output output) {
        var written = String.format(Locale.ROOT, "%.3f", millis);
        if (output.isJson()) {
            var json = new LinkedHashMap<String, Json>();
            json.put("Node", new Json.Text(from));
            json.put("Other", new Json.Text(to));
            json.put("RttMilliseconds", new Json.Numeral(written));
            output.json(new Json.Fields(json));
            return;
        }
        output.line(
                "Estimated %s <-> %s rtt: %s ms (using LAN coordinates)"
                        .formatted(Output.printable(from), Output.printable(to), written));
    }

    /// The distance of the points, and both heights; then both adjustments, if that leaves
    /// anything.
    private static double seconds(Json one, Json other) {
        var from = one.field("Vec").items();
        var to = other.field("Vec").items();
        if (from.size() != to.size()) {
            throw AgentException.notAnAgent(
                    "the coordinates have %d and %d dimensions, and no distance"
                            .formatted(from.size(), to.size()));
        }
        double squares = 0;
        for (int i = 0; i < from.size(); i++) {
            double apart = number(from.get(i)) - number(to.get(i));
            squares += apart * apart;
        }
        double distance =
                Math.sqrt(squares) + number(one.field("Height")) + number(other.field("Height"));
        double adjusted =
                distance + number(one.field("Adjustment")) + number(other.field("Adjustment"));
        return adjusted > 0 ? adjusted : distance;
    }

    private static double number(Json json) {
        try {
            return Double.parseDouble(json.text());
        } catch (NumberFormatException malformed) {
            throw AgentException.notAnAgent(
                    "a coordinate has \"%s\" where a number should be"
                            .formatted(Output.printable(json.text())));
        }
    }
}
