package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import io.starling.agent.config.Setting;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

class CommandsTest {
    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void silence() {
        var root = LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ((Logger) root).setLevel(Level.OFF);
    }

    @Test
    void noVerbAndAnUnknownOneAre127WithTheUsage() {
        assertThat(run()).isEqualTo(ExitCode.UNKNOWN_COMMAND);
        assertThat(run("fly")).isEqualTo(ExitCode.UNKNOWN_COMMAND);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("unknown verb \"fly\"", "agent", "demo", "validate");
        assertThat(ExitCode.UNKNOWN_COMMAND.number()).isEqualTo(127);
    }

    @Test
    void helpListsEveryFlag() {
        assertThat(run("help")).isEqualTo(ExitCode.OK);
        assertThat(run("agent", "--help")).isEqualTo(ExitCode.OK);
        var flags = Arrays.stream(Setting.values()).map(Setting::flag).filter(f -> !f.isEmpty());
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(flags.map(flag -> "-" + flag + "=").toArray(String[]::new));
    }

    @Test
    void aWrongConfigurationIs1WithAllProblems() {
        assertThat(run("agent", "-http-port=x", "-bogus")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("-http-port", "-bogus");
    }

    @Test
    void aTakenPortIs2() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(agent("-serf-lan-port=" + taken.getLocalPort()))
                    .isEqualTo(ExitCode.CANNOT_BIND);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void seedsThatDoNotAnswerAre3() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertThat(agent("-join=127.0.0.1:" + closed)).isEqualTo(ExitCode.JOIN_FAILED);
    }

    @Test
    void aDataDirectoryInUseIs4() {
        var config =
                io.starling.agent.config.AgentConfig.onLoopback("holder")
                        .withDataDirectory(directory);
        try (var _ = Agent.start(config)) {
            assertThat(agent("-data-dir=" + directory)).isEqualTo(ExitCode.IN_USE);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(directory.toString());
    }

    @Test
    void aLivingPidFileIs4() throws IOException {
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        var file = Files.writeString(directory.resolve("pid"), String.valueOf(parent));
        assertThat(agent("-pid-file=" + file)).isEqualTo(ExitCode.IN_USE);
    }

    @Test
    void validateFindsProblemsWithoutStarting() throws IOException {
        var good =
                Files.writeString(directory.resolve("good.conf"), "node_name = a, server = true");
        var bad = Files.writeString(directory.resolve("bad.conf"), "nodename = a");
        assertThat(run("validate", good.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("Configuration is valid!\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("warning: server");
        assertThat(run("validate", directory.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(bad + ":1: unknown key \"nodename\"; did you mean \"node_name\"?");
    }

    @Test
    void validateNeedsAPathAndKnowsItsFlags() {
        assertThat(run("validate")).isEqualTo(ExitCode.USAGE);
        assertThat(run("validate", "-bogus", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(run("validate", "-h")).isEqualTo(ExitCode.OK);
    }

    @Test
    void validateNamesAnUnknownFlagWithOneDash() {
        for (var flag : List.of("-bogus", "--bogus")) {
            err.reset();
            assertThat(run("validate", flag, "x")).isEqualTo(ExitCode.USAGE);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .startsWith("flag provided but not defined: -bogus\n");
        }
        assertThat(ExitCode.USAGE.number()).isEqualTo(1);
    }

    @Test
    void quietValidationSaysNothingWhenAllIsWell() throws IOException {
        var good = Files.writeString(directory.resolve("good.conf"), "node_name = a");
        assertThat(run("validate", "-quiet", good.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aDemonstrationOfThreeEndsWell() {
        assertThat(run("demo", "-nodes=3", "-once")).isEqualTo(ExitCode.OK);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Converged: all 3", "at n3")
                .doesNotContain("never");
    }

    @Test
    void aDemonstrationWithoutAPortSaysWhich() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int base = taken.getLocalPort();
            assertThat(run("demo", "-once", "-http-port=" + base)).isEqualTo(ExitCode.CANNOT_BIND);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains(String.valueOf(base));
        }
    }

    @Test
    void aDemonstrationRefusesOddNumbers() {
        for (var flag :
                List.of("-nodes=1", "-nodes=33", "-nodes=x", "-http-port=65536", "-x", "y")) {
            assertThat(run("demo", flag)).isEqualTo(ExitCode.USAGE);
        }
    }

    /// An agent that is expected not to start.
    private ExitCode agent(String flag) {
        return run("agent", "-node=x", "-bind=127.0.0.1", "-serf-lan-port=0", "-http-port=0", flag);
    }

    private ExitCode run(String... arguments) {
        return Main.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
