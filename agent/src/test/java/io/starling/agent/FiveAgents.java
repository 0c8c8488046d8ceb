package io.starling.agent;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/// Five agents in processes of their own, with the defaults of a LAN, that have found each other.
final class FiveAgents implements AutoCloseable {
    static final int ALIVE = 1;
    static final int LEFT = 3;
    static final int FAILED = 4;

    private final List<AgentProcess> agents = new ArrayList<>();
    private String join = "";

    private FiveAgents() {}

    /// With a data directory each, below `directory`.
    static FiveAgents form(Path directory) throws IOException {
        return form(directory, name -> Optional.of(directory.resolve(name)));
    }

    /// @param directory for their logs
    /// @param data of the agent with a name
    static FiveAgents form(Path directory, Function<String, Optional<Path>> data)
            throws IOException {
        var five = new FiveAgents();
        try {
            five.start(directory, data);
            return five;
        } catch (IOException | RuntimeException | AssertionError failed) {
            five.close();
            throw failed;
        }
    }

    private void start(Path directory, Function<String, Optional<Path>> data) throws IOException {
        for (var name : List.of("a", "b", "c", "d", "e")) {
            var agent = new AgentProcess(name, directory, data.apply(name));
            agents.add(agent);
            if (join.isEmpty()) {
                agent.start("-serf-lan-port=0", "-http-port=0");
                join = "-join=127.0.0.1:" + agent.gossipPort();
            } else {
                agent.start("-serf-lan-port=0", "-http-port=0", join);
            }
        }
        allSeeAll();
    }

    List<AgentProcess> all() {
        return agents;
    }

    AgentProcess get(int index) {
        return agents.get(index);
    }

    /// The flag that joins the first.
    String join() {
        return join;
    }

    List<AgentProcess> others(AgentProcess whom) {
        return agents.stream().filter(agent -> agent != whom).toList();
    }

    void allSeeAll() {
        agents.forEach(agent -> everybodySees(agent, ALIVE));
    }

    void everybodySees(AgentProcess whom, int status) {
        agents.forEach(agent -> eventually(() -> agent.sees(whom, status)));
    }

    void othersSee(AgentProcess whom, int status) {
        others(whom).forEach(agent -> eventually(() -> agent.sees(whom, status)));
    }

    /// An event of `origin` reaches everybody, itself included.
    void eventReachesAll(AgentProcess origin, String name) throws Exception {
        origin.put("/v1/event/fire/" + name, "x");
        agents.forEach(agent -> eventually(() -> agent.has(name)));
    }

    static void eventually(Callable<Boolean> condition) {
        await().atMost(AgentProcess.PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
    }

    @Override
    public void close() {
        agents.forEach(AgentProcess::close);
    }
}
