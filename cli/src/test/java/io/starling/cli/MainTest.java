package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.cli.command.Commands;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;

class MainTest {
    @Test
    void withoutAVerbItShowsThemAll() {
        var run = Run.of();
        assertThat(run.status()).isEqualTo(127);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Usage: starling VERB").contains("  members ", "  agent ");
    }

    @Test
    void anUnknownVerbIsNamedAndAnotherSuggested() {
        var run = Run.of("mebmers");
        assertThat(run.status()).isEqualTo(127);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("there is no verb \"mebmers\"; did you mean members?\n\nUsage:");
        assertThat(Run.of("zzz").err()).startsWith("there is no verb \"zzz\"\n");
        assertThat(Run.of("\u001b[2J").err()).startsWith("there is no verb \"\\u001b[2J\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "-help", "--help", "help"})
    void helpIsNoFailure(String word) {
        var run = Run.of(word);
        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("Usage: starling VERB");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyVerbHasHelpFromItsOwnDeclaration(String verb) {
        var run = Run.of(("help " + verb).split(" "));
        assertThat(run.status()).isZero();
        if (Commands.isElsewhere(verb)) {
            assertThat(run.out()).isEqualTo("See: starling " + verb + " -help\n");
            return;
        }
        var command = Commands.named(verb).orElseThrow();
        assertThat(run.out()).startsWith("Usage: starling " + verb).contains(command.summary());
        command.allFlags().forEach(f -> assertThat(run.out()).contains("  " + f.spelled()));
        assertThat(Run.of((verb + " -h").split(" "))).isEqualTo(run);
    }

    static List<String> verbs() {
        return Commands.summaries().keySet().stream().filter(v -> !v.equals("help")).toList();
    }

    @Test
    void aVerbOfAnotherProgramIsTheLaunchersToStart() {
        var run = Run.of("agent", "-node=a");
        assertThat(run.status()).isEqualTo(127);
        assertThat(run.err()).contains("\"agent\" is another program");
    }

    @Test
    void helpForNothingIsAnUnknownVerb() {
        assertThat(Run.of("help", "evnet").status()).isEqualTo(127);
        assertThat(Run.of("help", "evnet").err()).contains("did you mean event?");
    }

    @Test
    void wrongUseSaysWhatAndWhereToLook() {
        var run = Run.of("members", "-x");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("flag provided but not defined: -x\nSee: starling members -help\n");
    }

    @ParameterizedTest
    @MethodSource("askingVerbs")
    void withoutAnAgentItSaysHowToStartOne(List<String> words) throws IOException {
        var address = "127.0.0.1:" + unusedPort();
        var run = Run.of(Map.of("CONSUL_HTTP_ADDR", address), words.toArray(String[]::new));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo(
                        "no agent answers at "
                                + address
                                + " (connection refused); start one with: starling agent\n");
    }

    static List<List<String>> askingVerbs() {
        return List.of(
                List.of("event", "-name=x"),
                List.of("event", "list"),
                List.of("watch"),
                List.of("members"),
                List.of("join", "127.0.0.1"),
                List.of("leave"),
                List.of("info"),
                List.of("rtt", "a", "b"),
                List.of("reachability"),
                List.of("members", "-why=a"),
                List.of("tags"),
                List.of("reload"));
    }

    @Test
    void saysThatAHostNameDoesNotResolve() {
        var run = Run.of("info", "-http-addr=no-such-host.invalid:1");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("no-such-host.invalid:1 does not resolve");
    }

    @Test
    void aFullDiskIsAFailure() {
        var full =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                };
        var notes = new ByteArrayOutputStream();
        int status =
                new Main(
                                Map.of(),
                                new ByteArrayInputStream(new byte[0]),
                                new PrintStream(full),
                                new PrintStream(notes, true),
                                false)
                        .run(List.of("version"));
        assertThat(status).isEqualTo(1);
        assertThat(notes).hasToString("cannot write to standard output\n");
    }

    @Test
    void knowsItsVersion() {
        var run = Run.of("version");
        assertThat(run.status()).isZero();
        assertThat(run.out()).matches("Starling v\\d+\\.\\d+\\.\\d+\\S*\nJava \\S+\n");
        assertThat(Run.of("--version")).isEqualTo(run);
        assertThat(Run.of("version", "-format=json").out()).startsWith("{\"Version\":\"");
    }

    @Test
    void doesNotTakeAnOptionThatItWouldIgnore() {
        assertThat(Run.of("version", "-http-addr=x:1").status()).isEqualTo(1);
    }

    private static int unusedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
