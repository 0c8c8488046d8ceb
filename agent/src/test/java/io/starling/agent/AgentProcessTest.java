package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Agents as processes of their own: signals and exit codes.
@Tag("integration")
class AgentProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path directory;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void sigtermLeavesAndEndsWith0AndThePidFileGoes() throws Exception {
        var pidFile = directory.resolve("pid");
        var agent = start("-pid-file=" + pidFile, "-log-level=debug");
        assertThat(pidFile).hasContent(String.valueOf(agent.pid()));
        signal("TERM", agent);
        assertThat(agent.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(agent.exitValue()).isZero();
        assertThat(output(agent)).contains("x leaves", "x left");
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void sigintEndsWith0() throws Exception {
        var agent = start("-log-level=error");
        signal("INT", agent);
        assertThat(agent.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(agent.exitValue()).isZero();
    }

    @Test
    void sighupReloadsAndTellsWhatItCannotChange() throws Exception {
        var file = Files.writeString(directory.resolve("a.conf"), "log_level = info");
        var agent = start("-config-file=" + file);
        Files.writeString(file, "log_level = debug, cluster = other");
        signal("HUP", agent);
        await().atMost(PATIENCE)
                .until(() -> output(agent).contains("x reloaded its configuration"));
        assertThat(output(agent))
                .contains(
                        "cluster changed from the default to other: takes effect at the next"
                                + " start");
        assertThat(agent.isAlive()).isTrue();
    }

    @Test
    void anAgentThatFindsNobodyInAsManyTriesAsAllowedEndsWith3() throws Exception {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        var agent = start("-retry-join=127.0.0.1:" + closed, "-retry-interval=1s", "-retry-max=3");
        assertThat(agent.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(agent.exitValue()).isEqualTo(3);
        assertThat(output(agent))
                .contains("found none of the nodes to join at try 1, the next is in")
                .contains(
                        "starling agent: none of the nodes of -retry-join answered, and"
                                + " -retry-max=3 allows no further try: cannot connect to"
                                + " 127.0.0.1:"
                                + closed);
    }

    @Test
    void theBannerSaysWhatRunsWhere() throws Exception {
        var agent = start("-tag=rack=7");
        assertThat(output(agent))
                .contains("Node: x (", "Datacenter: dc1", "Cluster: starling")
                .contains("Gossip: 127.0.0.1:", "HTTP: http://127.0.0.1:")
                .contains("Data: ephemeral: no data directory");
    }

    private Process start(String... flags) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                // A JVM never hears a signal that its parent ignored, as nohup and
                                // the background jobs of some shells do.
                                "env",
                                "--default-signal=HUP,INT,TERM",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.starling.agent.Main",
                                "agent",
                                "-node=x",
                                "-bind=127.0.0.1",
                                "-serf-lan-port=0",
                                "-http-port=0"));
        command.addAll(List.of(flags));
        var log = directory.resolve("log-" + processes.size()).toFile();
        var process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
        processes.add(process);
        // The signals are handled from the moment at which the last line of the banner is out.
        await().atMost(PATIENCE).until(() -> output(process).contains("Data:"));
        return process;
    }

    private String output(Process process) throws IOException {
        return Files.readString(directory.resolve("log-" + processes.indexOf(process)));
    }

    private static void signal(String name, Process process) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
