package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class SettingsTest {
    private static final String OURS = "STARLING_HTTP_ADDR";
    private static final String THEIRS = "CONSUL_HTTP_ADDR";

    @Test
    void asksTheLocalAgentByDefault() {
        var settings = settings(Map.of());
        assertThat(settings.address()).hasToString("127.0.0.1:8500");
        assertThat(settings.token()).isEmpty();
        assertThat(settings.datacenter()).isEmpty();
        assertThat(settings.format()).isEqualTo(Output.Format.TEXT);
    }

    @Test
    void aFlagBeatsOurVariableBeatsTheOtherOne() {
        var both = Map.of(OURS, "ours:1", THEIRS, "theirs:2");
        assertThat(settings(both, "-http-addr=flag:3").address()).hasToString("flag:3");
        assertThat(settings(both).address()).hasToString("ours:1");
        assertThat(settings(Map.of(THEIRS, "theirs:2")).address()).hasToString("theirs:2");
    }

    @Test
    void emptyVariablesAreAbsent() {
        var env = Map.of(OURS, "", THEIRS, "theirs:2", "STARLING_HTTP_TOKEN", "");
        assertThat(settings(env).address()).hasToString("theirs:2");
        assertThat(settings(env).token()).isEmpty();
    }

    @Test
    void tokensComeFromFlagsThenOursThenTheOthers(@TempDir Path dir) throws IOException {
        var file = Files.writeString(dir.resolve("token"), "\n  from-file \n").toString();
        var env =
                Map.of(
                        "STARLING_HTTP_TOKEN_FILE", file,
                        "CONSUL_HTTP_TOKEN", "theirs",
                        "CONSUL_HTTP_TOKEN_FILE", "/does/not/exist");
        assertThat(settings(env, "-token=flag").token()).contains("flag");
        assertThat(settings(Map.of(), "-token-file", file).token()).contains("from-file");
        assertThat(settings(env).token()).contains("from-file");
        assertThat(settings(Map.of("CONSUL_HTTP_TOKEN", "theirs")).token()).contains("theirs");
    }

    @Test
    void refusesTwoTokens() {
        assertThatThrownBy(() -> settings(Map.of(), "-token=a", "-token-file=b"))
                .hasMessage("-token and -token-file exclude each other: give one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "two words", "ümlaut", "\u0000"})
    void refusesATokenThatWouldBreakTheHeader(String token) {
        assertThatThrownBy(() -> settings(Map.of("CONSUL_HTTP_TOKEN", token)))
                .isInstanceOf(UsageException.class)
                .hasMessage("CONSUL_HTTP_TOKEN: a token is one word of printable ASCII characters");
    }

    @Test
    void saysWhichTokenFileIsNoGood(@TempDir Path dir) throws IOException {
        var missing = dir.resolve("none").toString();
        var empty = Files.writeString(dir.resolve("empty"), " \n").toString();
        var full = Files.writeString(dir.resolve("full"), "x".repeat(4_096)).toString();
        var large = Files.writeString(dir.resolve("large"), "x".repeat(4_097)).toString();
        assertThatThrownBy(() -> settings(Map.of(), "-token-file", missing))
                .hasMessage("-token-file: cannot read " + missing + " (NoSuchFileException)");
        assertThatThrownBy(() -> settings(Map.of(), "-token-file", empty))
                .hasMessageStartingWith("-token-file: a token is one word");
        assertThat(settings(Map.of(), "-token-file", full).token()).isPresent();
        assertThatThrownBy(() -> settings(Map.of(), "-token-file", large))
                .hasMessage("-token-file: " + large + " is larger than 4096 bytes");
    }

    @Test
    void refusesToSendInTheClearWhatWasMeantForTls() {
        var env = Map.of(THEIRS, "host:8501", "CONSUL_HTTP_SSL", "true");
        assertThatThrownBy(() -> settings(env))
                .hasMessageStartingWith("CONSUL_HTTP_SSL is \"true\": TLS is not supported yet");
    }

    @Test
    void knowsTwoFormats() {
        assertThat(settings(Map.of(), "-format=json").format()).isEqualTo(Output.Format.JSON);
        assertThatThrownBy(() -> settings(Map.of(), "-format=yaml"))
                .hasMessage("-format is \"yaml\": it is text or json");
    }

    private static Settings settings(Map<String, String> environment, String... words) {
        return Settings.of(Flags.parse(Settings.FLAGS, List.of(words)), environment);
    }
}
