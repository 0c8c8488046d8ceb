package io.starling.cli.command;

import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Json;
import io.starling.cli.Output;
import io.starling.cli.Request;
import io.starling.cli.UsageException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Registers services with the agent, from flags or from files.
public final class ServicesRegister implements Command {
    private static final long FILE_BYTES_MAX = 1 << 20;

    @Override
    public String name() {
        return "services register";
    }

    @Override
    public String summary() {
        return "Registers a service with the agent, from flags or files.";
    }

    @Override
    public String arguments() {
        return "-name=NAME | FILE...";
    }

    @Override
    public String details() {
        return """
        A file is JSON: a definition such as {"name": "web", "port": 80, "tags": ["v1"]}, or an
        object with one under "service" or a list of them under "services". A service of the same ID
        is replaced as a whole. What is registered survives a restart of an agent that has a data
        directory.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                new Flag("name", "NAME", "what the service is called"),
                new Flag("id", "ID", "unique at the agent; default: the name"),
                new Flag("port", "PORT", "where it listens"),
                new Flag("address", "ADDRESS", "where it listens; default: the agent's"),
                new Flag("tag", "TAG", "what it says of itself; repeatable"),
                new Flag("meta", "KEY=VALUE", "what else is to be known; repeatable"));
    }

    @Override
    public int run(Call call) {
        var files = call.flags().arguments();
        boolean byFlags = flags().stream().anyMatch(flag -> call.flags().isSet(flag.name()));
        if (byFlags && !files.isEmpty()) {
            throw UsageException.of("A service is registered from flags or from files, not both.");
        }
        if (byFlags) {
            register(call, definition(call));
            return 0;
        }
        if (files.isEmpty()) {
            throw UsageException.withHelp("Service name or a file must be specified");
        }
        // All are read before the first is registered: a slip in the last changes nothing.
        files.stream()
                .flatMap(file -> definitions(file).stream())
                .toList()
                .forEach(definition -> register(call, definition));
        return 0;
    }

    private static void register(Call call, Json definition) {
        var name = name(definition);
        var body = definition.write().getBytes(StandardCharsets.UTF_8);
        try {
            call.agent().tell(Request.put("/agent/service/register").body(body));
        } catch (AgentException refused) {
            throw refused.during(
                    "Error registering service \"%s\"".formatted(Output.printable(name)));
        }
        call.output().done("Registered service: " + name);
    }

    private static Json definition(Call call) {
        var flags = call.flags();
        var fields = new LinkedHashMap<String, Json>();
        put(fields, "Name", flags.value("name"));
        put(fields, "ID", flags.value("id"));
        put(fields, "Address", flags.value("address"));
        if (!fields.containsKey("Name")) {
            throw UsageException.withHelp("Service name must be specified: -name=NAME");
        }
        flags.value("port").ifPresent(port -> fields.put("Port", port(port)));
        var tags = flags.values("tag");
        if (!tags.isEmpty()) {
            fields.put(
                    "Tags",
                    new Json.Items(tags.stream().map(tag -> (Json) new Json.Text(tag)).toList()));
        }
        var meta = new LinkedHashMap<String, Json>();
        for (var pair : flags.values("meta")) {
            int equal = pair.indexOf('=');
            if (equal < 1) {
                throw UsageException.of(
                        "-meta takes KEY=VALUE, not \"%s\"".formatted(Output.printable(pair)));
            }
            meta.put(pair.substring(0, equal), new Json.Text(pair.substring(equal + 1)));
        }
        if (!meta.isEmpty()) {
            fields.put("Meta", new Json.Fields(meta));
        }
        return new Json.Fields(fields);
    }

    private static void put(Map<String, Json> fields, String name, Optional<String> value) {
        value.ifPresent(text -> fields.put(name, new Json.Text(text)));
    }

    private static Json port(String text) {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535) {
            return new Json.Numeral(String.valueOf(Integer.parseInt(text)));
        }
        throw UsageException.of(
                "-port takes a number up to 65535, not \"%s\"".formatted(Output.printable(text)));
    }

    private static List<Json> definitions(String file) {
        try {
            var path = Path.of(file);
            if (Files.size(path) > FILE_BYTES_MAX) {
                throw UsageException.of(
                        "%s has %d bytes, a file of services may have %d"
                                .formatted(
                                        Output.printable(file), Files.size(path), FILE_BYTES_MAX));
            }
            try (var in = Files.newInputStream(path)) {
                return definitions(file, Json.read(in));
            }
        } catch (Json.NotJsonException malformed) {
            throw UsageException.of(
                    "%s is not JSON: %s"
                            .formatted(
                                    Output.printable(file),
                                    Output.printable(String.valueOf(malformed.getMessage()))));
        } catch (IOException | InvalidPathException unreadable) {
            throw UsageException.of(
                    "cannot read %s (%s)"
                            .formatted(
                                    Output.printable(file), unreadable.getClass().getSimpleName()));
        }
    }

    private static List<Json> definitions(String file, Json json) {
        var all =
                switch (json) {
                    case Json.Fields(var fields)
                            when fields.get("services") instanceof Json.Items(var items) ->
                            items;
                    case Json.Fields(var fields)
                            when fields.get("service") instanceof Json.Fields one ->
                            List.<Json>of(one);
                    case Json.Fields bare -> List.<Json>of(bare);
                    case Json.Items(var items) -> items;
                    case Json.Text _, Json.Numeral _, Json.Bool _, Json.Null _ ->
                            List.<Json>of(json);
                };
        for (var one : all) {
            if (!(one instanceof Json.Fields) || name(one).isEmpty()) {
                throw UsageException.of(
                        "%s has a service without a name".formatted(Output.printable(file)));
            }
        }
        return all;
    }

    /// Names of fields may be in any case.
    private static String name(Json definition) {
        return definition.fields().entrySet().stream()
                .filter(field -> field.getKey().equalsIgnoreCase("name"))
                .map(field -> field.getValue() instanceof Json.Text(var text) ? text : "")
                .findFirst()
                .orElse("");
    }
}
