package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class SpellingTest {
    private static final List<String> KNOWN = List.of("event", "members", "join", "leave");

    @ParameterizedTest
    @CsvSource({"evnt, event", "member, members", "memebrs, members", "jion, join", "event, event"})
    void guessesTheNearest(String typed, String meant) {
        assertThat(Spelling.nearest(typed, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "deploy", "eventualists"})
    void doesNotGuessFromNothing(String typed) {
        assertThat(Spelling.nearest(typed, KNOWN)).isEmpty();
    }

    @Test
    void doesNotBotherWithLongWords() {
        assertThat(Spelling.nearest("e".repeat(100_000), KNOWN)).isEmpty();
    }
}
