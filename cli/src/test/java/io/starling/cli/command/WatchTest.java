package io.starling.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.cli.FakeAgent;
import io.starling.cli.FakeAgent.Asked;
import io.starling.cli.FakeAgent.Reply;
import io.starling.cli.Run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/// Watches an agent that serves one list after the other, each to the query that remembers the one
/// before. A refusal that will not pass ends the watch, and so each of these tests.
@Timeout(60)
class WatchTest {
    private static final Reply END = Reply.text(403, "Permission denied");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<FakeAgent> agents = new ArrayList<>();

    @AfterEach
    void close() {
        agents.forEach(FakeAgent::close);
    }

    @Test
    void beginsNowAndPrintsWhatIsNew() {
        var agent = agent();
        serve(agent, "", Served.list("x", 1, 2), 2);
        serve(agent, "index=" + Served.index(2), Served.list("x", 1, 3), 3);
        serve(agent, "index=" + Served.index(3), Served.list("x", 2, 5), 5);
        end(agent, 5);

        assertThat(watch(agent)).isEqualTo(1);
        assertThat(out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches(line(3)),
                        line -> assertThat(line).matches(line(4)),
                        line -> assertThat(line).matches(line(5)));
        assertThat(err())
                .isEqualTo(
                        "Error watching events: Unexpected response code: 403 (Permission"
                                + " denied)\n");
        assertThat(agent.asked())
                .extracting(Asked::target)
                .contains("/v1/event/list?index=" + Served.index(2) + "&wait=60s");
    }

    @Test
    void beginsWithTheBacklogWhenAskedTo() {
        var agent = agent();
        serve(agent, "", Served.list("x", 1, 2), 2);
        end(agent, 2);

        watch(agent, "-backlog");
        assertThat(out().lines()).hasSize(2).first().asString().matches(line(1));
    }

    @Test
    void writesOneObjectALine() {
        var agent = agent();
        serve(agent, "name=a%20b", Served.list("a b", 1, 2), 2);
        agent.on("GET", "/v1/event/list?name=a%20b&index=", END);

        watch(agent, "-format=json", "-name=a b", "-backlog");
        assertThat(out())
                .isEqualTo(
                        Served.event(1, "a b", "p1") + "\n" + Served.event(2, "a b", "p2") + "\n");
    }

    @Test
    void makesNamesAndPayloadsHarmless() {
        var agent = agent();
        var evil = Served.event(1, "\\u001b[2J", "\u001b]0;x\u0007");
        serve(agent, "", Served.list(evil), 1);
        end(agent, 1);

        watch(agent, "-backlog");
        assertThat(out()).contains("  \\u001b[2J  ").endsWith("  <6 bytes>\n");
    }

    @Test
    void saysThatEventsMayHaveBeenMissed() {
        var agent = agent();
        serve(agent, "", Served.list("x", 1, 2), 2);
        serve(agent, "index=" + Served.index(2), Served.list("x", 300, 301), 301);
        end(agent, 301);

        watch(agent);
        assertThat(out().lines()).hasSize(2);
        assertThat(err())
                .startsWith(
                        "the last event seen is no longer in the agent's list:"
                                + " events may have been missed\n");
    }

    /// A busy name pushes a quiet one out of the ring. Nothing of the quiet one was missed.
    @Test
    void staysSilentWhenOtherNamesEmptyTheList() {
        var agent = agent();
        serve(agent, "", Served.list("x", 1, 2), 2);
        agent.on("GET", "/v1/event/list?index=" + Served.index(2), Reply.json("[]").withIndex("1"));
        serve(agent, "index=1&", Served.list("x", 3, 3), 3);
        end(agent, 3);

        watch(agent);
        assertThat(out().lines()).hasSize(1);
        assertThat(err()).doesNotContain("missed");
    }

    @Test
    void survivesARestartOfTheAgent() {
        var first = agent();
        serve(first, "", Served.list("x", 1, 2), 2);
        var blocked = new CompletableFuture<Reply>();
        first.on("GET", "/v1/event/list?index=", _ -> blocked.join());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var status = threads.submit(() -> watch(first));
            await().until(() -> first.asked().size() == 2);
            first.close();
            blocked.complete(END);
            await().until(() -> err().contains("trying again"));

            var second = new FakeAgent(first.port());
            agents.add(second);
            serve(second, "index=" + Served.index(2), Served.list("x", 7, 7), 7);
            end(second, 7);
            await().until(status::isDone);
        }
        assertThat(out().lines()).hasSize(1).first().asString().matches(line(7));
        assertThat(err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("the agent at " + first.address()),
                        line -> assertThat(line).isEqualTo("trying again until it is back"),
                        line -> assertThat(line).endsWith(first.address() + " answers again"),
                        line -> assertThat(line).endsWith("events may have been missed"),
                        line -> assertThat(line).startsWith("Error watching events"));
    }

    @Test
    void triesAgainWhileTheAgentIsOverloaded() {
        var agent = agent();
        serve(agent, "", "[]", 1);
        var replies = new ArrayList<>(List.of(Reply.text(429, "busy"), Reply.text(500, "oops")));
        agent.on(
                "GET",
                "/v1/event/list?index=",
                _ -> replies.isEmpty() ? END : replies.removeFirst());

        assertThat(watch(agent)).isEqualTo(1);
        assertThat(err())
                .contains("is away: Unexpected response code: 429 (busy)\n")
                .doesNotContain("oops")
                .endsWith("403 (Permission denied)\n");
    }

    /// A server that does not know blocking queries must not be asked in a tight loop.
    @Test
    void doesNotSpinWhenQueriesDoNotBlock() {
        var agent = agent();
        serve(agent, "", "[]", 1);
        var asked = new ArrayList<Long>();
        agent.on(
                "GET",
                "/v1/event/list?index=",
                _ -> {
                    asked.add(System.nanoTime());
                    return asked.size() < 3 ? Reply.json("[]").withIndex("1") : END;
                });

        watch(agent);
        assertThat(asked.get(1) - asked.get(0)).isGreaterThan(200_000_000L);
        assertThat(asked.get(2) - asked.get(1)).isGreaterThan(400_000_000L);
    }

    @Test
    void wantsAnIndex() {
        var agent = agent();
        agent.on("GET", "/v1/event/list", Reply.json("[]"));
        assertThat(watch(agent)).isEqualTo(1);
        assertThat(err()).endsWith("is no agent's: it has no X-Consul-Index\n");
    }

    @Test
    void refusesOtherTypesAndHandlers() {
        assertThat(Run.of("watch", "-type=service", "-name=x").err())
                .startsWith("Unsupported watch type: service\n");
        var handler = Run.of("watch", "-type=event", "/opt/handler.sh", "arg");
        assertThat(handler.status()).isEqualTo(1);
        assertThat(handler.err())
                .startsWith(
                        "a watch does not run handlers yet, so \"/opt/handler.sh\" is one word too"
                                + " many; read its output instead:");
    }

    private FakeAgent agent() {
        var agent = new FakeAgent();
        agents.add(agent);
        return agent;
    }

    private static void serve(FakeAgent agent, String query, String list, int last) {
        var index = list.equals("[]") ? "1" : Served.index(last);
        agent.on("GET", "/v1/event/list?" + query, Reply.json(list).withIndex(index));
        if (query.isEmpty()) {
            agent.on("GET", "/v1/event/list", Reply.json(list).withIndex(index));
        }
    }

    private static void end(FakeAgent agent, int last) {
        agent.on("GET", "/v1/event/list?index=" + Served.index(last), END);
    }

    private int watch(FakeAgent agent, String... words) {
        var all = new ArrayList<>(List.of("watch", "-type=event"));
        all.addAll(List.of(words));
        return Run.of(
                Map.of("STARLING_HTTP_ADDR", agent.address()),
                new byte[0],
                out,
                err,
                all.toArray(String[]::new));
    }

    private static String line(int number) {
        return "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?"
                + "  LTime %d  x  %s  p%d".formatted(number, Served.id(number), number);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
