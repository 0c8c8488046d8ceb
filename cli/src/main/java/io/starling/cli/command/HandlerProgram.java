package io.starling.cli.command;

import io.starling.cli.Json;
import io.starling.cli.Output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs a program for the news, one run after the other: they are its standard input, and it writes
/// where this program writes. The first run that fails is the last.
///
/// Confined to the thread that follows.
final class HandlerProgram implements News.Sink {
    static final String INDEX = "CONSUL_INDEX";
    static final String NAME = "STARLING_EVENT_NAME";
    static final String ID = "STARLING_EVENT_ID";
    static final String LAMPORT_TIME = "STARLING_EVENT_LTIME";
    static final String MEMBER = "STARLING_MEMBER";

    private static final String NODE = "STARLING_NODE";

    /// Of a run that has nothing to tell, and of the watches in an agent: not to be inherited.
    private static final List<String> VARIABLES =
            List.of(
                    INDEX,
                    NAME,
                    ID,
                    LAMPORT_TIME,
                    MEMBER,
                    NODE,
                    "STARLING_EVENT_ORIGIN",
                    "STARLING_GAP");

    private final List<String> command;
    private final Optional<String> node;
    private final Output output;

    /// @param words of the command line
    /// @param shell whether a shell reads them, joined with spaces
    /// @param node the agent's, if it said so
    HandlerProgram(List<String> words, boolean shell, Optional<String> node, Output output) {
        this.command = shell ? List.of("/bin/sh", "-c", String.join(" ", words)) : words;
        this.node = node;
        this.output = output;
    }

    @Override
    public boolean take(List<News> news, Map<String, String> environment)
            throws InterruptedException {
        var builder =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        VARIABLES.forEach(builder.environment()::remove);
        node.ifPresent(name -> builder.environment().put(NODE, name));
        if (!news.isEmpty()) {
            builder.environment().putAll(news.getLast().environment());
        }
        builder.environment().putAll(environment);
        try {
            return run(builder, new Json.Items(news.stream().map(News::json).toList()));
        } catch (IOException refused) {
            output.note("Error executing handler: " + refused.getMessage());
            return false;
        }
    }

    private boolean run(ProcessBuilder builder, Json news)
            throws IOException, InterruptedException {
        var process = builder.start();
        try (var input = process.getOutputStream()) {
            input.write((news.write() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException notInterested) {
            // A handler need not read its input.
        }
        int status = process.waitFor();
        if (status != 0) {
            output.note("Error executing handler: exit status " + status);
        }
        return status == 0;
    }
}
