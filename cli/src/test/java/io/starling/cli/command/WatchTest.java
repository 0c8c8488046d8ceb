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
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final String REFUSED = "Unexpected response code: 403 (Permission denied)\n";

    @TempDir Path directory;

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
    void refusesWhatItDoesNotKnow() {
        assertThat(Run.of("watch", "-type=service", "-name=x").err())
                .startsWith("Unsupported watch type: service\n");
        assertThat(Run.of("watch", "-type=event", "-key=a", "-stale").err())
                .startsWith("Invalid parameters: [key stale]\n");
        assertThat(Run.of("watch", "-type=member-join", "-name=x").err())
                .startsWith("Invalid parameters: [name]\n");
        assertThat(Run.of("watch", "-compat=serf").err())
                .startsWith("-compat is \"serf\": it is consul or none\n");
        assertThat(Run.of("watch", "-compat=consul").err())
                .startsWith("Watch type must be specified\n");
        assertThat(Run.of("watch", "-compat=consul", "-type=members").err())
                .startsWith("Unsupported watch type: members\n");
    }

    @Test
    void aHandlerRunsForWhatIsNewAndItsFailureEndsTheWatch() throws IOException {
        var agent = agent();
        agent.on("GET", "/v1/agent/self", Reply.json("{\"Config\":{\"NodeName\":\"n 1\"}}"));
        serve(agent, "", Served.list("x", 1, 2), 2);
        serve(agent, "index=" + Served.index(2), Served.list("x", 1, 4), 4);
        serve(agent, "index=" + Served.index(4), Served.list("x", 1, 5), 5);
        var script =
                "cat >>OUT; echo $CONSUL_INDEX $STARLING_EVENT_NAME $STARLING_EVENT_ID"
                        + " $STARLING_EVENT_LTIME $STARLING_NODE >>OUT;"
                        + " test $STARLING_EVENT_LTIME = 4 || exit 7";

        assertThat(watch(agent, script.replace("OUT", outFile()))).isEqualTo(1);
        assertThat(Files.readString(Path.of(outFile())))
                .isEqualTo(
                        Served.list("x", 3, 4)
                                + "\n%s x %s 4 n 1\n".formatted(Served.index(4), Served.id(4))
                                + Served.list("x", 5, 5)
                                + "\n%s x %s 5 n 1\n".formatted(Served.index(5), Served.id(5)));
        assertThat(err()).isEqualTo("Error executing handler: exit status 7\n");
    }

    @Test
    void theShellGetsTheWordsJoinedAndWithoutItTheyAreLeftAlone() throws IOException {
        for (var flag : List.of("-shell=true", "-shell=false", "-no-shell")) {
            var agent = agent();
            serve(agent, "", "[]", 1);
            serve(agent, "index=1&", Served.list("x", 1, 1), 1);
            watch(agent, flag, "sh", "-c", "echo \"$0\" >>" + outFile() + "; exit 1", "-a b");
        }
        // The shell takes the line apart: its inner one is given nothing but the word echo.
        assertThat(Files.readAllLines(Path.of(outFile()))).containsExactly("", "-a b", "-a b");
    }

    @Test
    void aHandlerThatIsMissingEndsTheWatch() {
        var agent = agent();
        serve(agent, "", "[]", 1);
        serve(agent, "index=1&", Served.list("x", 1, 1), 1);
        assertThat(watch(agent, "-shell=false", "/nowhere/at-all")).isEqualTo(1);
        assertThat(err()).contains("Error executing handler: ", "No such file or directory");
    }

    /// Consul's contract: what is there, then what is new, and nothing when others emptied it.
    @Test
    void byConsulsContractAHandlerRunsAtTheStart() throws IOException {
        var agent = agent();
        serve(agent, "", "[]", 1);
        serve(agent, "index=1&", Served.list("x", 1, 1), 1);
        agent.on("GET", "/v1/event/list?index=" + Served.index(1), Reply.json("[]").withIndex("1"));
        var script = "cat >>OUT; echo $CONSUL_INDEX >>OUT; test `wc -l <OUT` -lt 6";
        watch(agent, "-compat=consul", script.replace("OUT", outFile()));
        assertThat(Files.readString(Path.of(outFile())))
                .isEqualTo(
                        "[]\n1\n" + Served.list("x", 1, 1) + "\n" + Served.index(1) + "\n[]\n1\n");
        assertThat(err()).isEqualTo("Error executing handler: exit status 1\n");
    }

    @Test
    void byConsulsContractWithoutAHandlerTheListIsPrintedOnce() {
        var agent = agent();
        serve(agent, "", "[]", 1);
        assertThat(watch(agent, "-compat=consul")).isZero();
        serve(agent, "", "[{\"ID\":\"i\",\"Payload\":null}]", 1);
        assertThat(watch(agent, "-compat=consul")).isZero();
        assertThat(out())
                .isEqualTo(
                        """
                        []
                        [
                            {
                                "ID": "i",
                                "Payload": null
                            }
                        ]
                        """);
        assertThat(watch(agent(), "-compat=consul")).isEqualTo(1);
        assertThat(err()).startsWith("Error querying Consul agent: ");
    }

    @Test
    void membersAreToldOfFromTheNextChangeOn() {
        var agent = agent();
        var lists =
                new ArrayList<>(
                        List.of(
                                "[" + member("a", 1, "7") + "]",
                                "[" + member("a", 1, "7") + "," + member("b", 1, "7") + "]",
                                "[" + member("a", 1, "8") + "," + member("b", 4, "7") + "]",
                                "[" + member("a", 1, "8") + "]"));
        agent.on(
                "GET",
                "/v1/agent/members",
                _ -> lists.isEmpty() ? END : Reply.json(lists.removeFirst()));
        assertThat(watchAny(agent, "-type=members")).isEqualTo(1);
        assertThat(out().lines().map(line -> line.replaceFirst("^\\S+  ", "")))
                .containsExactly(
                        "member-join  b  127.0.0.1:8301",
                        "member-update  a  127.0.0.1:8301",
                        "member-failed  b  127.0.0.1:8301",
                        "member-reap  b  127.0.0.1:8301");
        assertThat(err()).isEqualTo("Error watching members: " + REFUSED);
    }

    @Test
    void aHandlerOfMembersGetsTheirChangesOfOneKind() throws IOException {
        var agent = agent();
        var lists =
                new ArrayList<>(
                        List.of(
                                "[" + member("a", 1, "7") + "]",
                                "[" + member("a", 3, "7") + "," + member("b", 1, "7") + "]"));
        agent.on(
                "GET",
                "/v1/agent/members",
                _ -> lists.isEmpty() ? END : Reply.json(lists.removeFirst()));
        watchAny(
                agent,
                "-type=member-leave",
                "cat >OUT; echo $STARLING_EVENT_NAME $STARLING_MEMBER $CONSUL_INDEX >>OUT"
                        .replace("OUT", outFile()));
        assertThat(Files.readString(Path.of(outFile())))
                .isEqualTo(
                        """
                        [{"Type":"member-leave","ID":"id-a","Name":"a","Addr":"127.0.0.1",\
                        "Port":8301,"Tags":{"rack":"7"},"Status":"left"}]
                        member-leave a
                        """);
    }

    @Test
    void afterAnAbsenceOfTheAgentMembersAreLookedAtAnew() {
        var agent = agent();
        var replies =
                new ArrayList<>(
                        List.of(
                                Reply.json("[" + member("a", 1, "7") + "]"),
                                Reply.text(500, "restarting"),
                                Reply.json("[" + member("b", 1, "7") + "]")));
        agent.on("GET", "/v1/agent/members", _ -> replies.isEmpty() ? END : replies.removeFirst());
        watchAny(agent, "-type=members");
        assertThat(out()).isEmpty();
        assertThat(err())
                .contains("is away", "answers again", "changes of members may have been missed");
    }

    private static String member(String name, int status, String rack) {
        return """
        {"Name":"%s","Addr":"127.0.0.1","Port":8301,"Status":%d,\
        "Tags":{"id":"id-%s","rack":"%s","role":"node"}}\
        """
                .formatted(name, status, name, rack);
    }

    private int watchAny(FakeAgent agent, String... words) {
        var all = new ArrayList<>(List.of("watch"));
        all.addAll(List.of(words));
        return Run.of(
                Map.of("STARLING_HTTP_ADDR", agent.address()),
                new byte[0],
                out,
                err,
                all.toArray(String[]::new));
    }

    private String outFile() {
        return directory.resolve("out").toString();
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
        var all = new ArrayList<>(List.of("-type=event"));
        all.addAll(List.of(words));
        return watchAny(agent, all.toArray(String[]::new));
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
