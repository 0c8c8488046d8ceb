package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// An agent in a process of its own, spoken to by signals and HTTP as an operator would.
final class AgentProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Pattern HTTP = Pattern.compile("HTTP: http://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern GOSSIP = Pattern.compile("Gossip: 127\\.0\\.0\\.1:(\\d+)");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String name;
    private final Path directory;
    private @Nullable Process process;
    private int starts;

    /// @param directory for its data and its log
    AgentProcess(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    String name() {
        return name;
    }

    /// Starts it, as a restart if it ran before, and waits for its banner.
    void start(String... flags) throws IOException {
        starts++;
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.starling.agent.Main",
                                "agent",
                                "-node=" + name,
                                "-bind=127.0.0.1",
                                "-data-dir=" + directory.resolve(name)));
        command.addAll(Arrays.asList(flags));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log().toFile())
                        .start();
        await().atMost(PATIENCE)
                .until(() -> HTTP.matcher(output()).find() && output().contains("Data:"));
    }

    int httpPort() throws IOException {
        return port(HTTP);
    }

    int gossipPort() throws IOException {
        return port(GOSSIP);
    }

    String output() throws IOException {
        return Files.readString(log());
    }

    String get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).GET().build());
    }

    String put(String path, String body) throws Exception {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    /// @param status 1 alive, 3 left, 4 failed
    boolean sees(AgentProcess other, int status) throws Exception {
        var entry = Pattern.compile("\"Name\":\"" + other.name + "\"[^}]*}[^}]*\"Status\":(\\d)");
        var found = entry.matcher(get("/v1/agent/members"));
        return found.find() && found.group(1).equals(String.valueOf(status));
    }

    boolean knows(AgentProcess other) throws Exception {
        return get("/v1/agent/members").contains("\"Name\":\"" + other.name + "\"");
    }

    boolean has(String event) throws Exception {
        return get("/v1/event/list?name=" + event).contains(event);
    }

    void signal(String signal) throws Exception {
        var kill =
                new ProcessBuilder("kill", "-" + signal, String.valueOf(running().pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    int awaitEnd() throws InterruptedException {
        assertThat(running().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return running().exitValue();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private int port(Pattern pattern) throws IOException {
        var found = pattern.matcher(output());
        assertThat(found.find()).as(output()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private Path log() {
        return directory.resolve(name + "-" + starts + ".log");
    }

    private URI uri(String path) throws IOException {
        return URI.create("http://127.0.0.1:" + httpPort() + path);
    }

    private static String send(HttpRequest request) throws Exception {
        var answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }
}
