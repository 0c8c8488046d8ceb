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
                "a{,5}",
                "(?s).(?-s).",
                "a|b|",
                "(?:(?:a|b|c|d|e){50}){10}",
                "(a{10}){100}",
                "(?:(?i)k){1000}",
                "a{0,900}"
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
                "[a",
                "a*{3}",
                "(?!a)",
                "(?<!a)b",
                "\\k<n>",
                "a*+",
                "a?+",
                "a{2}{3}",
                "\\Z"
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

    /// Patterns that would be written out to a million steps, with what might hide a group.
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
                "(((a{10}){10}){10}){10}",
                "(?:(?i:(?P<n>a{100}){100}){100})",
                "(?i)((a{100}){100}){100}",
                "(((?i)a{100}){100}){100}",
                "((a{100}?){100}?){100}?",
                "(\\Q)\\E(a{100}){100}){100}"
            })
    void refusesRepeatsThatMultiply(String pattern) {
        assertThat(FilterSyntax.problem(pattern))
                .get()
                .asString()
                .startsWith("repeats inside one another multiply to 1")
                .contains("000, at most 1000 are allowed");
    }

    @Test
    void refusesOneRepeatTooMany() {
        assertThat(FilterSyntax.problem("(a{10}){100}")).isEmpty();
        assertThat(FilterSyntax.problem("(a{11}){91}")).get().asString().contains("1001", "1000");
    }

    @Test
    void refusesOneInstructionTooMany() {
        // Two a repeat, one for the match and one that every program begins with.
        assertThat(FilterSyntax.problem("a{0,999}")).isEmpty();
        assertThat(FilterSyntax.problem("a{0,1000}")).get().asString().contains("2002", "2000");
        assertThat(FilterSyntax.problem("(" + "ab".repeat(100) + "){1000}"))
                .get()
                .asString()
                .contains("about 202000 instructions", "2000");
    }
}
