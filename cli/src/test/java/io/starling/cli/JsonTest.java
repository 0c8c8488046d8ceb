package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.cli.Json.NotJsonException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

class JsonTest {
    @Test
    void writesWhatItReads() throws IOException {
        var text =
                """
                {"a":[1,-2.50,1e3,18446744073709551615],"b":{},"c":null,"d":true,"e":"x\\"y"}\
                """;
        assertThat(read(text).write()).isEqualTo(text);
    }

    @Test
    void keepsTheLastOfRepeatedNames() throws IOException {
        assertThat(read("{\"a\":1,\"a\":2}").field("a").text()).isEqualTo("2");
    }

    @Test
    void anAbsentFieldIsNull() throws IOException {
        assertThat(read("{}").field("a").text()).isEmpty();
    }

    @Test
    void escapesAllThatATerminalCouldMisunderstand() throws IOException {
        var json = read("\"\\u001b[31m \\u007f \\u009b \\u202e ü 😀\"");
        assertThat(json.write())
                .isEqualTo("\"\\u001B[31m \\u007F \\u009B \\u202E \\u00FC \\uD83D\\uDE00\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "  ", "<html>", "{", "[1,", "{\"a\"}", "[1]]", "{} {}", "nul", "\"open",
                "{'a':1}", "[1,]"
            })
    void refusesWhatIsNotOneValue(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(NotJsonException.class);
    }

    @Test
    void refusesDeepNestingPastTheLimit() throws IOException {
        int max = Json.DEPTH_MAX;
        assertThat(read("[".repeat(max) + "]".repeat(max)).items()).hasSize(1);
        assertThatThrownBy(() -> read("[".repeat(max + 1) + "]".repeat(max + 1)))
                .isInstanceOf(NotJsonException.class);
    }

    @Test
    void refusesATextLongerThanTheLimit() throws IOException {
        int max = Json.TEXT_MAX;
        assertThat(read('"' + "x".repeat(max) + '"').text()).hasSize(max);
        assertThatThrownBy(() -> read('"' + "x".repeat(max + 1) + '"'))
                .isInstanceOf(NotJsonException.class);
    }

    @Test
    void refusesMoreValuesThanTheLimit() {
        var endless =
                new ByteArrayInputStream(
                        ("[" + "0,".repeat(Json.VALUES_MAX) + "0]")
                                .getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Json.read(endless))
                .isInstanceOf(NotJsonException.class)
                .hasMessage("it has more than 4000000 values");
    }

    @Test
    void passesOnWhatTheStreamThrows() {
        var stalled =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new SocketTimeoutException();
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        return read();
                    }
                };
        assertThatThrownBy(() -> Json.read(stalled)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aValueOfAnotherKindIsNoAgentsAnswer() throws IOException {
        var text = read("\"x\"");
        assertThatThrownBy(text::items)
                .isInstanceOf(AgentException.class)
                .hasMessageEndingWith("it has a text where a list should be");
        assertThatThrownBy(() -> text.field("a")).hasMessageEndingWith("an object should be");
        assertThatThrownBy(() -> read("[]").text())
                .hasMessageEndingWith("a single value should be");
    }

    private static Json read(String text) throws IOException {
        return Json.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
