package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class FlagsTest {
    private static final List<Flag> DECLARED =
            List.of(
                    new Flag("name", "NAME", ""),
                    new Flag("node", "REGEX", ""),
                    new Flag("set", "K=V", ""),
                    Flag.toggle("detailed", ""));

    @ParameterizedTest
    @ValueSource(strings = {"-name=x", "--name=x", "-name x", "--name x"})
    void takesOneDashOrTwoAndEqualSignOrSpace(String line) {
        assertThat(parse(line.split(" ")).value("name")).contains("x");
    }

    @Test
    void theFirstEqualSignEndsTheName() {
        assertThat(parse("-set=k=v=w").values("set")).containsExactly("k=v=w");
        assertThat(parse("-set", "k=v=w").values("set")).containsExactly("k=v=w");
    }

    @Test
    void keepsTheOrderOfRepeatedValuesAndTheLastOneCounts() {
        var flags = parse("-set=a=1", "-set", "b=2");
        assertThat(flags.values("set")).containsExactly("a=1", "b=2");
        assertThat(flags.value("set")).contains("b=2");
    }

    @Test
    void takesValuesAsTheyAre() {
        assertThat(parse("-name=\"quoted\"").value("name")).contains("\"quoted\"");
        assertThat(parse("-name", "'q'").value("name")).contains("'q'");
        assertThat(parse("-name", "-5").value("name")).contains("-5");
        assertThat(parse("-name= spaced ").value("name")).contains(" spaced ");
    }

    @Test
    void anEmptyValueIsNone() {
        assertThat(parse("-name=").value("name")).isEmpty();
        assertThat(parse("-name", "").value("name")).isEmpty();
    }

    @Test
    void leavesArgumentsAlone() {
        var flags = parse("-name=x", "payload", "-", "", "two words");
        assertThat(flags.arguments()).containsExactly("payload", "-", "", "two words");
    }

    @Test
    void twoDashesEndTheFlags() {
        assertThat(parse("-name=x", "--", "-node", "-detailed=maybe").arguments())
                .containsExactly("-node", "-detailed=maybe");
    }

    @ParameterizedTest
    @CsvSource({"-detailed, true", "--detailed=true, true", "-detailed=false, false"})
    void togglesMayBeSpelledOut(String word, boolean set) {
        assertThat(parse(word).isSet("detailed")).isEqualTo(set);
    }

    @Test
    void whatIsSetFromTheStartIsUnsetByItsOpposite() {
        var declared = List.of(Flag.toggle("shell", ""), Flag.toggle("no-shell", ""));
        assertThat(Flags.parse(declared, List.of("-shell=false")).isSet("no-shell")).isTrue();
        assertThat(Flags.parse(declared, List.of("-shell=true")).isSet("no-shell")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-name x cmd -c -name=y | -name x -- cmd -c -name=y",
                "--name=x -detailed cmd -v | --name=x -detailed -- cmd -v",
                "-name x -- cmd -v | -name x -- cmd -v",
                "-name x | -name x",
                "cmd | -- cmd"
            })
    void theFlagsOfAnotherProgramAreItsOwn(String words, String closed) {
        assertThat(Flags.closed(DECLARED, List.of(words.split(" "))))
                .containsExactly(closed.split(" "));
    }

    @Test
    void refusesAToggleThatIsNeitherTrueNorFalse() {
        assertThatThrownBy(() -> parse("-detailed=yes"))
                .isInstanceOf(UsageException.class)
                .hasMessage("invalid boolean value \"yes\" for -detailed: it is true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "--x", "-x=1", "--x=1"})
    void refusesAnUnknownFlagByName(String word) {
        assertThatThrownBy(() -> parse(word))
                .isInstanceOf(UsageException.class)
                .hasMessage("flag provided but not defined: -x");
    }

    @Test
    void doesNotGuessFromTheBeginningOfAName() {
        assertThatThrownBy(() -> parse("-detail"))
                .hasMessage("flag provided but not defined: -detail; did you mean -detailed?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-name", "-name -node"})
    void refusesAFlagWithoutItsValue(String line) {
        assertThatThrownBy(() -> parse(line.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessage("flag needs an argument: -name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "-help", "--help"})
    void everyVerbHasHelp(String word) {
        assertThat(parse(word).isSet(Flags.HELP)).isTrue();
    }

    @Test
    void anUnknownFlagCannotPaintTheTerminal() {
        assertThatThrownBy(() -> parse("-\u001b[31mred"))
                .hasMessage("flag provided but not defined: -\\u001b[31mred");
    }

    private static Flags parse(String... words) {
        return Flags.parse(DECLARED, List.of(words));
    }
}
