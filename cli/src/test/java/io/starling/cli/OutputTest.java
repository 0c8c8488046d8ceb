package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

class OutputTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain", "ünïcode 😀 日本", "a b\\n", ""})
    void leavesHarmlessTextAlone(String text) {
        assertThat(Output.printable(text)).isSameAs(text);
        assertThat(Output.isPrintable(text)).isTrue();
    }

    @Test
    void escapesWhatCouldMoveOrHideOrBreak() {
        assertThat(Output.printable("a\u001b[2J\r\n\tb\u0000\u007f\u009b"))
                .isEqualTo("a\\u001b[2J\\u000d\\u000a\\u0009b\\u0000\\u007f\\u009b");
        assertThat(Output.printable("\u202Eevil\u2066\u200b\u2028\ufeff"))
                .isEqualTo("\\u202eevil\\u2066\\u200b\\u2028\\ufeff");
        assertThat(Output.printable("half \ud83d only")).isEqualTo("half \\ud83d only");
        // A format character beyond the first 65,536.
        assertThat(Output.printable("\udb40\udc41")).isEqualTo("\\udb40\\udc41");
    }

    @Test
    void alignsColumnsByWhatIsShown() {
        var out = new ByteArrayOutputStream();
        var stream = new PrintStream(out, false, StandardCharsets.UTF_8);
        new Output(stream, stream, Output.Format.TEXT)
                .table(
                        List.of(
                                List.of("Node", "Tags"),
                                List.of("😀", "x"),
                                List.of("\u0007", "y"),
                                List.of("long-name", "")));
        stream.flush();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        Node       Tags
                        😀          x
                        \\u0007     y
                        long-name
                        """);
    }

    @Test
    void shortensWhatMayBeLong() {
        assertThat(Output.excerpt("x".repeat(300))).isEqualTo("x".repeat(300));
        assertThat(Output.excerpt("x".repeat(301))).isEqualTo("x".repeat(300) + "…");
    }
}
