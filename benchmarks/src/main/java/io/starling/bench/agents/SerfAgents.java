package io.starling.bench.agents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/// serf's agents with their default settings, spoken to over their RPC port.
///
/// Its stream of events is read from the start, as it has no count of what was delivered.
public final class SerfAgents implements Agents {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final Witness NOBODY = (_, _, _) -> {};

    private final Children children = new Children();
    private final String command;
    private final List<Integer> gossip;
    private final List<Integer> rpc;
    private final List<SerfConnection> connections = new ArrayList<>();
    private final List<SerfConnection> streams = new ArrayList<>();
    private final AtomicLongArray delivered;
    private final SerfTelemetry telemetry;
    private volatile Witness witness = NOBODY;

    /// @param command the program `serf`
    public SerfAgents(String command, int size) {
        this.command = command;
        delivered = new AtomicLongArray(size);
        telemetry = new SerfTelemetry(children, size);
        var ports = Ports.free(2 * size);
        gossip = ports.subList(0, size);
        rpc = ports.subList(size, 2 * size);
        try {
            new Staggered(children, size, this::start, this::connect).run();
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private void start(int number) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                command,
                                "agent",
                                "-node=" + name(number),
                                "-bind=%s:%d".formatted(Ports.HOST, gossip.get(number)),
                                "-rpc-addr=%s:%d".formatted(Ports.HOST, rpc.get(number)),
                                "-log-level=warn"));
        if (number > 0) {
            arguments.add("-join=%s:%d".formatted(Ports.HOST, gossip.getFirst()));
        }
        // Its telemetry has the time of the zone that it is in.
        children.start(arguments, Map.of("TZ", "UTC"));
    }

    private void connect(int number) throws IOException {
        connections.add(new SerfConnection(rpc.get(number), TIMEOUT_MILLIS));
        // A stream is silent for as long as nothing happens.
        var stream = new SerfConnection(rpc.get(number), 0);
        stream.stream();
        streams.add(stream);
        Thread.ofPlatform().daemon().name("serf-" + number).start(() -> read(number, stream));
    }

    private void read(int number, SerfConnection stream) {
        try {
            while (true) {
                var event = stream.next();
                delivered.incrementAndGet(number);
                witness.onEvent(number, event.name(), event.atNanos());
            }
        } catch (IOException ended) {
            // The end of the agent.
        }
    }

    private static String name(int number) {
        return "n" + number;
    }

    @Override
    public int size() {
        return rpc.size();
    }

    @Override
    public boolean everyoneKnowsEveryone() {
        return connections.stream()
                .allMatch(connection -> asked(() -> connection.members("alive")) == size());
    }

    @Override
    public Following follow(Witness told) {
        witness = told;
        return () -> witness = NOBODY;
    }

    @Override
    public int fire(int agent, String name, byte[] payload) {
        asked(
                () -> {
                    connections.get(agent).fire(name, payload);
                    return true;
                });
        return 0;
    }

    @Override
    public long delivered(int agent) {
        return delivered.get(agent);
    }

    @Override
    public Copies countCopies() {
        return telemetry.begin();
    }

    @Override
    public boolean seesFailed(int observer, int failed) {
        return asked(() -> connections.get(observer).isFailed(name(failed)));
    }

    @Override
    public void kill(int agent) {
        children.kill(agent);
    }

    /// @return events that agents had to show and did not, because they were not read in time
    public long unread() {
        return IntStream.range(0, size())
                .mapToLong(number -> children.output(number).split("Dropping event", -1).length - 1)
                .sum();
    }

    @Override
    public List<String> eventCommand(String name) {
        return List.of(
                command,
                "event",
                "-coalesce=false",
                "-rpc-addr=%s:%d".formatted(Ports.HOST, rpc.getFirst()),
                name,
                "payload");
    }

    @Override
    public List<Long> pids() {
        return children.pids();
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    private static <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        children.close();
        Followers.closeAll(connections);
        Followers.closeAll(streams);
    }
}
