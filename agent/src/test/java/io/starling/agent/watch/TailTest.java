package io.starling.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class TailTest {
    private final Tail tail = new Tail(8);

    @Test
    void keepsWhatFits() {
        assertThat(tail.text()).isEmpty();
        add("1234");
        add("5678");
        assertThat(tail.text()).isEqualTo("12345678");
    }

    @Test
    void keepsTheLastPartOfMore() {
        add("123");
        add("456789");
        assertThat(tail.text()).isEqualTo("23456789");
        add("abcdefghijklmnop");
        assertThat(tail.text()).isEqualTo("ijklmnop");
    }

    @Test
    void leavesNothingThatSteersATerminal() {
        add("a\u001b[2J\n");
        assertThat(tail.text()).isEqualTo("a?[2J");
    }

    private void add(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        tail.add(bytes, bytes.length);
    }
}
