package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Json;
import io.starling.cli.Output;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Changes what the agent's node says of itself, and shows the result.
public final class Tags implements Command {
    private static final String PATH = "/agent/tags";

    @Override
    public String name() {
        return "tags";
    }

    @Override
    public String summary() {
        return "Shows or changes the tags of the agent's node.";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String details() {
        return """
        -set and -delete may be given many times; all of it is one change. Shows the tags as they
        are then.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                new Flag("set", "KEY=VALUE", "add the tag, or give it another value"),
                new Flag("delete", "KEY", "take the tag away"));
    }

    @Override
    public int run(Call call) {
        Command.requireNoArguments(call);
        var changes = changes(call);
        var request =
                changes.isEmpty() ? Request.get(PATH) : Request.put(PATH).body(bytes(changes));
        try {
            var tags = call.agent().ask(request).json();
            if (call.output().isJson()) {
                call.output().json(new Json.Fields(tags.fields()));
            } else {
                new TreeMap<>(tags.fields())
                        .forEach(
                                (key, value) ->
                                        call.output()
                                                .line(Output.printable(key + "=" + value.text())));
            }
        } catch (AgentException refused) {
            throw refused.during(changes.isEmpty() ? "Error showing tags" : "Error changing tags");
        }
        return 0;
    }

    /// All changes, `null` where a tag goes; none, to only look.
    private static Map<String, Json> changes(Call call) {
        var changes = new LinkedHashMap<String, Json>();
        for (var assignment : call.flags().values("set")) {
            int equal = assignment.indexOf('=');
            if (equal < 1) {
                throw UsageException.of(
                        "-set takes KEY=VALUE, not \"%s\"".formatted(Output.printable(assignment)));
            }
            put(
                    changes,
                    assignment.substring(0, equal),
                    new Json.Text(assignment.substring(equal + 1)));
        }
        for (var key : call.flags().values("delete")) {
            put(changes, key, Json.Null.NULL);
        }
        return changes;
    }

    private static byte[] bytes(Map<String, Json> changes) {
        return new Json.Fields(changes).write().getBytes(StandardCharsets.UTF_8);
    }

    private static void put(Map<String, Json> changes, String key, Json value) {
        if (changes.put(key, value) != null) {
            throw UsageException.of(
                    "the tag \"%s\" is changed twice: which one counts?"
                            .formatted(Output.printable(key)));
        }
    }
}
