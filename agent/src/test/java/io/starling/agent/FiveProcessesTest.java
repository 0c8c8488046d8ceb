package io.starling.agent;

import static io.starling.agent.FiveAgents.ALIVE;
import static io.starling.agent.FiveAgents.FAILED;
import static io.starling.agent.FiveAgents.LEFT;
import static io.starling.agent.FiveAgents.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/// Five agents in processes of their own, with the defaults of a LAN, through an ordinary bad day.
@Tag("integration")
class FiveProcessesTest {
    private static final Duration STOPPED = Duration.ofSeconds(30);

    @TempDir Path directory;

    private FiveAgents agents;

    @BeforeEach
    void formACluster() throws Exception {
        agents = FiveAgents.form(directory);
    }

    @AfterEach
    void end() {
        agents.close();
    }

    @Test
    void anEventFiredAnywhereReachesAll() throws Exception {
        for (var origin : agents.all()) {
            agents.eventReachesAll(origin, "from-" + origin.name());
        }
    }

    @Test
    void killedIsFailedAndBackWithoutOldEventsAndWithItsId() throws Exception {
        var victim = agents.get(2);
        agents.eventReachesAll(agents.get(0), "before");
        var id = victim.id();
        victim.kill();
        agents.othersSee(victim, FAILED);

        victim.restart(agents.join());
        agents.everybodySees(victim, ALIVE);
        agents.eventReachesAll(agents.get(0), "after");
        assertThat(victim.has("before")).isFalse();
        assertThat(victim.id()).isEqualTo(id);
    }

    @Test
    void leftIsSeenAsLeftAndAliveAgainWhenItRejoins() throws Exception {
        var leaver = agents.get(3);
        leaver.put("/v1/agent/leave", "");
        assertThat(leaver.awaitEnd()).isZero();
        agents.othersSee(leaver, LEFT);

        leaver.restart(agents.join());
        agents.everybodySees(leaver, ALIVE);
    }

    @Test
    void declaredLeftIsSeenAsLeftByAllAndPrunedByNone() throws Exception {
        var gone = agents.get(1);
        gone.signal("KILL");
        gone.awaitEnd();
        agents.othersSee(gone, FAILED);
        agents.get(4).put("/v1/agent/force-leave/" + gone.name(), "");
        agents.othersSee(gone, LEFT);
        agents.get(3).put("/v1/agent/force-leave/" + gone.name() + "?prune", "");
        agents.others(gone).forEach(agent -> eventually(() -> !agent.knows(gone)));
    }

    /// A process that is stopped for half a minute is found failed; when it goes on, it accuses
    /// nobody and is alive again without a restart, and gets the events that it slept through.
    @Test
    void stoppedAndResumedComesBackByItself() throws Exception {
        var sleeper = agents.get(4);
        long stopped = System.nanoTime();
        sleeper.signal("STOP");
        agents.othersSee(sleeper, FAILED);
        agents.get(0).put("/v1/event/fire/while-asleep", "x");
        await().atMost(STOPPED.multipliedBy(2))
                .until(() -> System.nanoTime() - stopped >= STOPPED.toNanos());
        sleeper.signal("CONT");
        agents.everybodySees(sleeper, ALIVE);
        eventually(() -> sleeper.has("while-asleep"));
        agents.allSeeAll();
        for (var agent : agents.all()) {
            for (var healthy : agents.others(sleeper)) {
                assertThat(agent.output()).doesNotContain(": failed " + healthy.name());
            }
        }
    }
}
