package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

class ProgressTest {
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(terminal, false, StandardCharsets.UTF_8);

    @Test
    void showsALongWaitAndWipesItAway() {
        try (var _ = new Progress(stream, true).waitFor("waiting …")) {
            await().until(() -> terminal.toString(StandardCharsets.UTF_8).equals("waiting …"));
        }
        assertThat(terminal.toString(StandardCharsets.UTF_8)).isEqualTo("waiting …\r\u001b[K");
    }

    @Test
    void saysNothingAboutAShortOne() {
        try (var _ = new Progress(stream, true).waitFor("waiting …")) {
            assertThat(terminal.size()).isZero();
        }
        assertThat(terminal.size()).isZero();
    }

    @Test
    void saysNothingWhereNobodyLooks() {
        long start = System.nanoTime();
        try (var _ = new Progress(stream, false).waitFor("waiting …")) {
            await().until(() -> System.nanoTime() - start > 1_200_000_000L);
        }
        assertThat(terminal.size()).isZero();
    }
}
