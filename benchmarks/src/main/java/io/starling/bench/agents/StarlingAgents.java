package io.starling.bench.agents;

import io.starling.bench.agents.HttpConnection.Answer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Starling's agents, started by the launcher as anybody would, and spoken to over HTTP.
public final class StarlingAgents implements Agents {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int BUSY = 429;
    private static final int BUSY_NANOS = 1_000_000;
    private static final Pattern ALIVE = Pattern.compile("\"Status\":1\\b");
    private static final Pattern EVENT =
            Pattern.compile("\"ID\":\"([^\"]+)\",\"Name\":\"([^\"]+)\"");

    private final Children children = new Children();
    private final String launcher;
    private final List<Integer> gossip;
    private final List<Integer> http;
    private final List<HttpConnection> connections = new ArrayList<>();

    /// @param launcher the command `starling`
    /// @param recording where the first agent records what it does, to be read after [#stopFirst]
    public StarlingAgents(String launcher, int size, Optional<Path> recording) {
        this.launcher = launcher;
        var ports = Ports.free(2 * size);
        gossip = ports.subList(0, size);
        http = ports.subList(size, 2 * size);
        try {
            new Staggered(children, size, number -> start(number, recording), this::connect).run();
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private void start(int number, Optional<Path> recording) {
        var command =
                List.of(
                        launcher,
                        "agent",
                        "-node=" + name(number),
                        "-bind=" + Ports.HOST,
                        "-serf-lan-port=" + gossip.get(number),
                        "-http-port=" + http.get(number),
                        "-retry-join=%s:%d".formatted(Ports.HOST, gossip.getFirst()),
                        "-retry-interval=1s",
                        "-log-level=warn");
        var environment =
                recording
                        .filter(_ -> number == 0)
                        .map(
                                file ->
                                        Map.of(
                                                "STARLING_JAVA_OPTS",
                                                "-XX:StartFlightRecording=settings=profile,"
                                                        + "filename="
                                                        + file.toAbsolutePath()))
                        .orElse(Map.of());
        children.start(command, environment);
    }

    private void connect(int number) throws IOException {
        connections.add(new HttpConnection(http.get(number), TIMEOUT_MILLIS));
    }

    private static String name(int number) {
        return "n" + number;
    }

    @Override
    public int size() {
        return http.size();
    }

    @Override
    public boolean everyoneKnowsEveryone() {
        return IntStream.range(0, size())
                .allMatch(
                        number ->
                                ALIVE.matcher(get(number, "/v1/agent/members")).results().count()
                                        == size());
    }

    @Override
    public Following follow(Witness witness) {
        return new Followers(size(), number -> new Follower(number, witness));
    }

    @Override
    public int fire(int agent, String name, byte[] payload) {
        for (int refused = 0; ; refused++) {
            var answer =
                    ask(agent, connection -> connection.put("/v1/event/fire/" + name, payload));
            if (answer.status() == 200) {
                return refused;
            }
            if (answer.status() != BUSY) {
                throw new IllegalArgumentException("an agent refused an event: " + answer.body());
            }
            LockSupport.parkNanos(BUSY_NANOS);
        }
    }

    @Override
    public long delivered(int agent) {
        return counted(agent, "starling_events_handed_out_total");
    }

    @Override
    public Copies countCopies() {
        long before = copies();
        return () -> copies() - before;
    }

    private long copies() {
        return counted("starling_events_received_total")
                + counted("starling_events_duplicate_total");
    }

    /// @return the sum over all agents
    public long counted(String metric) {
        return IntStream.range(0, size()).mapToLong(number -> counted(number, metric)).sum();
    }

    private long counted(int agent, String metric) {
        return get(agent, "/metrics")
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(metric.length())))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("an agent has no " + metric));
    }

    @Override
    public boolean seesFailed(int observer, int failed) {
        return Pattern.compile("\"Name\":\"" + name(failed) + "\"[^}]*}[^}]*\"Status\":4\\b")
                .matcher(get(observer, "/v1/agent/members"))
                .find();
    }

    @Override
    public void kill(int agent) {
        children.kill(agent);
    }

    /// Lets the first agent leave and write its recording.
    public void stopFirst() {
        children.terminate(0);
    }

    @Override
    public List<String> eventCommand(String name) {
        return List.of(
                launcher,
                "event",
                "-http-addr=%s:%d".formatted(Ports.HOST, http.getFirst()),
                "-name=" + name,
                "payload");
    }

    @Override
    public List<Long> pids() {
        return children.pids();
    }

    private String get(int agent, String path) {
        return ask(agent, connection -> connection.get(path)).body();
    }

    private interface Question {
        Answer ask(HttpConnection connection) throws IOException;
    }

    /// Agents close connections on which nobody asked for two minutes, so a question is put once
    /// more on a new one, unless its answer may only be late.
    private Answer ask(int agent, Question question) {
        try {
            try {
                return question.ask(connections.get(agent));
            } catch (SocketTimeoutException late) {
                throw late;
            } catch (IOException closed) {
                connections.get(agent).close();
                connections.set(agent, new HttpConnection(http.get(agent), TIMEOUT_MILLIS));
                return question.ask(connections.get(agent));
            }
        } catch (IOException failed) {
            children.checkRuns(agent);
            throw new UncheckedIOException(
                    "agent %d does not answer: %s".formatted(agent, failed.getMessage()), failed);
        }
    }

    @Override
    public void close() {
        children.close();
        Followers.closeAll(connections);
    }

    /// Asks for the list of events again and again; each question waits at the agent for news.
    private final class Follower implements Followers.Follower {
        private final int agent;
        private final Witness witness;
        private final HttpConnection connection;
        private Set<String> known = new HashSet<>();
        private String index;

        private Follower(int agent, Witness witness) throws IOException {
            this.agent = agent;
            this.witness = witness;
            this.connection = new HttpConnection(http.get(agent), TIMEOUT_MILLIS);
            index = look("/v1/event/list", (_, _, _) -> {});
        }

        @Override
        public void next() throws IOException {
            index = look("/v1/event/list?wait=50s&index=" + index, witness);
        }

        private String look(String path, Witness told) throws IOException {
            var answer = connection.get(path);
            var listed = new HashSet<String>();
            var events = EVENT.matcher(answer.body());
            while (events.find()) {
                listed.add(events.group(1));
                if (!known.contains(events.group(1))) {
                    told.onEvent(agent, events.group(2), answer.firstByteNanos());
                }
            }
            known = listed;
            return answer.headers().getOrDefault("x-consul-index", "0");
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
