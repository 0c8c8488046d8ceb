package io.starling.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterSyntaxTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "web.*",
                "(?i)web",
                "(?U)a+",
                "(?P<n>a)",
                "[[:alpha:]]",
                "\\pL",
                "\\p{Greek}{10}",
                "\\bweb\\b",
                "a\\z",
                "\\Qa.b{1000}\\E",
                "\\x{42}",
                "\\x{2028}",
                "a+?",
                "a{1000}",
                "[]a]{3}",
                "[^]]",
                "[\\]]{2}",
                "a{,5}"
            })
    void acceptsRe2(String pattern) {
        assertThat(FilterSyntax.problem(pattern)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "(",
                ")",
                "a(?=b)",
                "(?<=a)b",
                "(a)\\1",
                "a++",
                "(?>a)",
                "\\y",
                "a{1001}",
                "*",
                "a**",
                "a{99999999999}",
                "[a"
            })
    void refusesWhatRe2Refuses(String pattern) {
        assertThat(FilterSyntax.problem(pattern)).isPresent();
    }

    @Test
    void speaksTheWordsThatClientsKnow() {
        assertThat(FilterSyntax.problem("["))
                .contains("error parsing regexp: missing closing ]: `[`");
    }

    @Test
    void refusesOneByteTooMany() {
        assertThat(FilterSyntax.problem("a".repeat(256))).isEmpty();
        assertThat(FilterSyntax.problem("a".repeat(257))).get().asString().contains("257", "256");
        assertThat(FilterSyntax.problem("ä".repeat(129))).get().asString().contains("258");
    }

    /// A pattern of 21 characters that would be written out to a million steps.
    @ParameterizedTest
    @Timeout(5)
    @ValueSource(
            strings = {
                "((a{100}){100}){100}",
                "[\\\\]((a{100}){100}){100}",
                "\\Q[\\E((a{100}){100}){100}",
                "[]]((a{100}){100}){100}",
                "[^]]((a{100}){100}){100}",
                "\\[((a{100}){100}){100}",
                "((a{100,}){0,100}){100}",
                "(((a{10}){10}){10}){10}"
            })
    void refusesRepeatsThatMultiply(String pattern) {
        assertThat(FilterSyntax.problem(pattern)).get().asString().contains("2000 steps");
    }
}
