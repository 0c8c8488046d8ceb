package io.starling.agent;

import static io.starling.agent.FiveAgents.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.starling.gossip.model.Status;
import io.starling.gossip.store.SavedState;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Agents in processes of their own are killed without a word and started again: with a data
/// directory, without one, and with one on a disk that is full.
@Tag("integration")
class RestartTest {
    private static final String REJOINS = "rejoins by what it remembers";
    private static final String STAYS_AWAY = "left the cluster when it last ran";
    private static final String UNKEPT = "what must survive a restart cannot be written";
    private static final String KEPT_AGAIN = "what must survive a restart is written again";

    @TempDir Path directory;

    @Test
    void withADataDirectoryAgentsComeBackByThemselves() throws Exception {
        try (var agents = FiveAgents.form(directory)) {
            var ids = ids(agents);
            eachInTurn(agents);
            allAtOnce(agents);
            notAfterAGoodbye(agents);
            assertThat(ids(agents)).isEqualTo(ids);
        }
    }

    private static void eachInTurn(FiveAgents agents) throws Exception {
        settle(agents);
        for (var victim : agents.all()) {
            victim.kill();
            victim.restart();
            eventually(() -> victim.seesAlive() == 5);
            agents.eventReachesAll(victim, "back-" + victim.name());
            assertThat(victim.output()).contains(REJOINS);
        }
    }

    private static void allAtOnce(FiveAgents agents) throws Exception {
        settle(agents);
        for (var victim : agents.all()) {
            victim.kill();
        }
        for (var victim : agents.all()) {
            victim.launchAgain();
        }
        agents.all().forEach(AgentProcess::awaitBanner);
        agents.allSeeAll();
        agents.eventReachesAll(agents.get(0), "together");
    }

    private static void notAfterAGoodbye(FiveAgents agents) throws Exception {
        settle(agents);
        var leaver = agents.get(3);
        leaver.signal("TERM");
        assertThat(leaver.awaitEnd()).isZero();
        agents.othersSee(leaver, FiveAgents.LEFT);
        leaver.restart();
        eventually(() -> leaver.output().contains(STAYS_AWAY));
        assertThat(leaver.seesAlive()).isEqualTo(1);

        leaver.kill();
        leaver.restart("-rejoin");
        agents.allSeeAll();
    }

    @Test
    void withoutADataDirectoryEachComesBackAsANewNodeByItsSeeds() throws Exception {
        try (var agents = FiveAgents.form(directory, _ -> Optional.empty())) {
            for (var victim : agents.all()) {
                var id = victim.id();
                var seeds = new ArrayList<>(List.of("-retry-interval=1s"));
                for (var other : agents.others(victim).subList(0, 2)) {
                    seeds.add("-retry-join=127.0.0.1:" + other.gossipPort());
                }
                victim.kill();
                victim.restart(seeds.toArray(String[]::new));
                for (var agent : agents.all()) {
                    eventually(() -> agent.seesAlive() == 5);
                }
                agents.eventReachesAll(victim, "back-" + victim.name());
                assertThat(victim.id()).isNotEqualTo(id);
                assertThat(victim.output()).doesNotContain(REJOINS);
            }
        }
    }

    @Test
    void withTheDiskFullAgentsGoOnAndWriteEverythingWhenThereIsRoomAgain() throws Exception {
        var disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=256k,mode=700", "tmpfs", disk.toString()),
                "SKIPPED: this user may not mount a tiny file system");
        try (var agents = FiveAgents.form(directory, name -> Optional.of(disk.resolve(name)))) {
            var ids = ids(agents);
            settle(agents);
            var ballast = disk.resolve("ballast");
            fill(ballast);
            for (var victim : agents.all()) {
                victim.kill();
                victim.restart();
                eventually(() -> victim.seesAlive() == 5);
                agents.eventReachesAll(victim, "full-" + victim.name());
                eventually(() -> victim.output().contains(UNKEPT));
                assertThat(victim.output()).containsIgnoringCase("no space left");
            }
            assertThat(ids(agents)).isEqualTo(ids);

            Files.delete(ballast);
            for (var agent : agents.all()) {
                eventually(() -> agent.output().contains(KEPT_AGAIN));
                eventually(
                        () -> agent.get("/metrics").contains("starling_state_unkept_seconds 0.0"));
                assertThat(agent.output().split(UNKEPT, -1)).hasSize(2);
            }
            var victim = agents.get(1);
            victim.kill();
            victim.restart();
            agents.allSeeAll();
            assertThat(ids(agents)).isEqualTo(ids);
        } finally {
            run("umount", disk.toString());
        }
    }

    /// Until everyone has written down everyone.
    private static void settle(FiveAgents agents) {
        for (var agent : agents.all()) {
            var log = agent.data().orElseThrow().resolve("state.log");
            eventually(
                    () ->
                            SavedState.recover(Files.readAllBytes(log))
                                            .state()
                                            .members()
                                            .values()
                                            .stream()
                                            .filter(known -> known.status() == Status.ALIVE)
                                            .count()
                                    == agents.others(agent).size());
        }
    }

    private static List<String> ids(FiveAgents agents) throws Exception {
        var ids = new ArrayList<String>();
        for (var agent : agents.all()) {
            ids.add(agent.id());
        }
        return ids;
    }

    /// Takes all the room there is.
    private static void fill(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[4_096]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
