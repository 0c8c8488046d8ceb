package io.starling.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.cli.FakeAgent;
import io.starling.cli.FakeAgent.Reply;
import io.starling.cli.Run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// `starling query` and `starling event -dry-run`.
class QueryTest {
    private static final String END =
            "{\"Type\":\"end\",\"Acks\":9,\"Answers\":9,\"TimedOut\":false}\n";

    private final FakeAgent agent = new FakeAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void printsAnswersWithTheNodeBeforeEachLineAndCountsOnTheOtherStream() {
        replies(
                line("ack", "a"),
                answer("a", "one\ntwo"),
                answer("b", "three"),
                line("silent", "c"));
        assertThat(Run.at(agent, "query", "version"))
                .isEqualTo(
                        new Run(
                                0,
                                "a: one\na: two\nb: three\n",
                                "3 acknowledged, 2 answered; 1 have no handler for it\n"));
    }

    @Test
    void sendsWhatWasSaid() {
        replies(line("silent", "a"));
        Run.at(
                agent,
                "query",
                "-node=^a",
                "-service=web",
                "-tag=v1",
                "-timeout=3s",
                "-relay=2",
                "a/b",
                "payload");
        assertThat(agent.asked())
                .containsExactly(
                        new FakeAgent.Asked(
                                "PUT",
                                "/v1/event/query/a%2Fb?node=%5Ea&service=web&tag=v1&timeout=3s&relay=2",
                                "",
                                "payload"));
    }

    @Test
    void whoFailedAndWhoKeptSilentIsNamed() {
        replies(line("ack", "a"), line("ack", "b"), line("ack", "c"), error("a", "exit status 3"));
        assertThat(Run.at(agent, "query", "version"))
                .isEqualTo(
                        new Run(
                                1,
                                "",
                                "a failed: exit status 3\n"
                                        + "3 acknowledged, 0 answered, 1 failed; no answer from b,"
                                        + " c\n"));
    }

    @Test
    void exitStatusTellsWhetherAnybodyAnsweredOrNobodyCould() {
        replies(line("silent", "a"), line("silent", "b"));
        assertThat(Run.at(agent, "query", "version").status()).isZero();
        replies(line("silent", "a"), line("ack", "b"));
        assertThat(Run.at(agent, "query", "version").status()).isEqualTo(1);
        replies(line("silent", "a"), line("ack", "b"), error("b", "x"), answer("c", "y"));
        assertThat(Run.at(agent, "query", "version").status()).isZero();
        replies();
        assertThat(Run.at(agent, "query", "version").status()).isEqualTo(1);
    }

    @Test
    void programsGetTheLinesAsTheyAre() {
        replies(line("ack", "a"), answer("a", "x"));
        var run = Run.at(agent, "query", "-format=json", "version");
        assertThat(run.out().lines()).hasSize(4).allMatch(line -> line.startsWith("{"));
    }

    @Test
    void nothingOfAnAnswerReachesATerminalUnescaped() {
        replies(answer("a\u001b[2J", "\u001b]0;x"));
        assertThat(Run.at(agent, "query", "version").out()).isEqualTo("a\\u001b[2J: \\u001b]0;x\n");
    }

    @Test
    void anAgentThatEndsInTheMiddleIsAnError() {
        agent.on("PUT", "/v1/event/query/", new Reply(200, "x", line("ack", "a"), Map.of()));
        var run = Run.at(agent, "query", "version");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("the agent ended before the query was over");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query | Query name must be specified",
                "query x y z | Too many command line arguments.",
                "query -tag=t x | Cannot provide tag filter without service filter.",
                "event -dry-run -tag=t | Cannot provide tag filter without service filter."
            })
    void refusesWrongCommandLines(String words, String sentence) {
        var run = Run.at(agent, words.split(" "));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains(sentence);
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void aPatternThatTheAgentRefusesIsToldAsOfAnEvent() {
        agent.on("PUT", "/v1/event/query/", Reply.text(500, "Invalid node filter: missing ]"));
        for (var words :
                new String[][] {{"query", "-node=[", "x"}, {"event", "-dry-run", "-node=["}}) {
            assertThat(Run.at(agent, words).err())
                    .contains("Failed to compile node filter regexp: missing ]");
        }
    }

    @Test
    void aDryRunShowsWhoIsMeantAndWhyAndFiresNothing() {
        replies(
                answer("b", "{\"service\":\"web-1\",\"tag\":\"v2\"}"),
                answer("a", "{\"service\":\"\"}"));
        assertThat(Run.at(agent, "event", "-dry-run", "-name=deploy", "-node=.", "payload"))
                .isEqualTo(
                        new Run(
                                0,
                                "Node  Service  Tag\na\nb     web-1    v2\n",
                                "2 nodes would get it; nothing was fired\n"));
        assertThat(agent.asked())
                .extracting(FakeAgent.Asked::target)
                .containsExactly("/v1/event/query/_why?node=%2E&timeout=5s&relay=2");
    }

    @Test
    void aDryRunThatMeansNobodyEndsWithOne() {
        replies();
        assertThat(Run.at(agent, "event", "-dry-run", "-node=nobody"))
                .isEqualTo(new Run(1, "", "0 nodes would get it; nothing was fired\n"));
    }

    @Test
    void aDryRunForProgramsIsAList() {
        replies(answer("a", "{\"service\":\"w\",\"tag\":\"t\"}"));
        assertThat(Run.at(agent, "event", "-dry-run", "-format=json").out())
                .contains("\"Node\":\"a\"", "\"Service\":\"w\"", "\"Tag\":\"t\"")
                .startsWith("[");
    }

    private void replies(String... lines) {
        var body = "{\"Type\":\"asked\",\"ID\":\"1\"}\n" + String.join("", lines) + END;
        agent.on("PUT", "/v1/event/query/", new Reply(200, "application/x-ndjson", body, Map.of()));
    }

    private static String line(String type, String node) {
        return "{\"Type\":\"%s\",\"Node\":\"%s\"}\n"
                .formatted(type, node.replace("\u001b", "\\u001b"));
    }

    private static String answer(String node, String text) {
        return withPayload("answer", node, text);
    }

    private static String error(String node, String text) {
        return withPayload("error", node, text);
    }

    private static String withPayload(String type, String node, String text) {
        var base64 = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return line(type, node).replace("}\n", ",\"Payload\":\"" + base64 + "\"}\n");
    }
}
