package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Five agents in processes of their own, with the defaults of a LAN, through an ordinary bad day.
@Tag("integration")
class FiveProcessesTest {
    private static final int ALIVE = 1;
    private static final int LEFT = 3;
    private static final int FAILED = 4;

    @TempDir Path directory;

    private final List<AgentProcess> agents = new ArrayList<>();
    private String seed = "";

    @BeforeEach
    void formACluster() throws Exception {
        for (var name : List.of("a", "b", "c", "d", "e")) {
            var agent = new AgentProcess(name, directory);
            agents.add(agent);
            if (seed.isEmpty()) {
                agent.start("-serf-lan-port=0", "-http-port=0");
                seed = "-join=127.0.0.1:" + agent.gossipPort();
            } else {
                agent.start("-serf-lan-port=0", "-http-port=0", seed);
            }
        }
        for (var agent : agents) {
            everybodySees(agent, ALIVE);
        }
    }

    @AfterEach
    void end() {
        agents.forEach(AgentProcess::close);
    }

    @Test
    void anEventFiredAnywhereReachesAll() throws Exception {
        for (var origin : agents) {
            origin.put("/v1/event/fire/from-" + origin.name(), "hello");
        }
        for (var origin : agents) {
            for (var agent : agents) {
                eventually(() -> agent.has("from-" + origin.name()));
            }
        }
    }

    @Test
    void killedIsFailedAndBackWithoutOldEventsAndWithItsId() throws Exception {
        var victim = agents.get(2);
        agents.getFirst().put("/v1/event/fire/before", "x");
        eventually(() -> victim.has("before"));
        var id = idOf(victim);
        int port = victim.gossipPort();
        victim.signal("KILL");
        victim.awaitEnd();
        othersSee(victim, FAILED);

        victim.start("-serf-lan-port=" + port, "-http-port=0", seed);
        everybodySees(victim, ALIVE);
        agents.getFirst().put("/v1/event/fire/after", "x");
        eventually(() -> victim.has("after"));
        assertThat(victim.has("before")).isFalse();
        assertThat(idOf(victim)).isEqualTo(id);
    }

    @Test
    void leftIsSeenAsLeftAndAliveAgainWhenItRejoins() throws Exception {
        var leaver = agents.get(3);
        int port = leaver.gossipPort();
        leaver.put("/v1/agent/leave", "");
        assertThat(leaver.awaitEnd()).isZero();
        othersSee(leaver, LEFT);

        leaver.start("-serf-lan-port=" + port, "-http-port=0", seed);
        everybodySees(leaver, ALIVE);
    }

    @Test
    void declaredLeftIsSeenAsLeftByAllAndPrunedByNone() throws Exception {
        var gone = agents.get(1);
        gone.signal("KILL");
        gone.awaitEnd();
        othersSee(gone, FAILED);
        agents.get(4).put("/v1/agent/force-leave/" + gone.name(), "");
        othersSee(gone, LEFT);
        agents.get(3).put("/v1/agent/force-leave/" + gone.name() + "?prune", "");
        agents.stream()
                .filter(agent -> agent != gone)
                .forEach(agent -> eventually(() -> !agent.knows(gone)));
    }

    /// A stopped process is found failed; when it goes on, it accuses nobody and is alive again
    /// without a restart, and gets the events that it slept through.
    @Test
    void stoppedAndResumedComesBackByItself() throws Exception {
        var sleeper = agents.get(4);
        sleeper.signal("STOP");
        othersSee(sleeper, FAILED);
        agents.getFirst().put("/v1/event/fire/while-asleep", "x");
        sleeper.signal("CONT");
        everybodySees(sleeper, ALIVE);
        eventually(() -> sleeper.has("while-asleep"));
        for (var agent : agents) {
            everybodySees(agent, ALIVE);
        }
        assertThat(sleeper.output()).doesNotContain("failed a", "failed b", "failed c", "failed d");
    }

    private void everybodySees(AgentProcess whom, int status) {
        agents.forEach(agent -> eventually(() -> agent.sees(whom, status)));
    }

    private void othersSee(AgentProcess whom, int status) {
        agents.stream()
                .filter(agent -> agent != whom)
                .forEach(agent -> eventually(() -> agent.sees(whom, status)));
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(AgentProcess.PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
    }

    private static String idOf(AgentProcess agent) throws Exception {
        var self = agent.get("/v1/agent/self");
        int at = self.indexOf("\"NodeID\":\"") + 10;
        return self.substring(at, at + 36);
    }
}
