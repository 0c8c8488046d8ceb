package io.starling.cli.command;

import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;

/// Says what this program is. The agent that runs may be another: `info` has its version.
public final class Version implements Command {
    @Override
    public String name() {
        return "version";
    }

    @Override
    public String summary() {
        return "Shows the version of this program.";
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
    public boolean asksAgent() {
        return false;
    }

    @Override
    public int run(Call call) {
        Command.requireNoArguments(call);
        var java = Runtime.version().toString();
        if (call.output().isJson()) {
            var fields = new LinkedHashMap<String, Json>();
            fields.put("Version", new Json.Text(version()));
            fields.put("Java", new Json.Text(java));
            call.output().json(new Json.Fields(fields));
        } else {
            call.output().line("Starling v" + version());
            call.output().line("Java " + java);
        }
        return 0;
    }

    private static String version() {
        try (var in = Command.class.getResourceAsStream("version.txt")) {
            if (in == null) {
                throw new IllegalStateException("the build left out version.txt");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
