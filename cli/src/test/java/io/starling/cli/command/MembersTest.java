package io.starling.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.cli.FakeAgent;
import io.starling.cli.FakeAgent.Reply;
import io.starling.cli.Run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MembersTest {
    private static final String HISTORY =
            """
            {"node":"web-2","seen_by":"web-1","members":[{"id":"i","address":"10.0.0.2:8301",\
            "status":"failed","incarnation":"0@17"}],"notes":[{"time":"2026-01-02T03:04:05.678Z",\
            "age_seconds":62.1,"local_health":1,"kind":"suspected","text":"suspected by web-1"},\
            {"time":"2026-01-02T03:04:25.678Z","age_seconds":42.13,"local_health":0,\
            "kind":"failed","text":"declared failed by web-3"}]}\
            """;

    private final FakeAgent agent = new FakeAgent();

    @BeforeEach
    void serve() {
        agent.on(
                "GET",
                "/v1/agent/members",
                Reply.json(
                        "["
                                + member("web-2", "10.0.0.2", 4, "node")
                                + ","
                                + member("web-1", "fe80::1", 1, "node")
                                + ","
                                + member("old-server", "10.0.0.9", 1, "consul")
                                + "]"));
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void showsServersFirstAndThenByName() {
        assertThat(Run.at(agent, "members"))
                .isEqualTo(
                        new Run(
                                0,
                                """
                                Node        Address         Status  Type    Build  Protocol  DC
                                old-server  10.0.0.9:8301   alive   server  0.1.0  2         dc1
                                web-1       [fe80::1]:8301  alive   client  0.1.0  2         dc1
                                web-2       10.0.0.2:8301   failed  client  0.1.0  2         dc1
                                """,
                                ""));
    }

    @Test
    void showsAllTagsInOrder() {
        assertThat(Run.at(agent, "members", "-detailed", "-status=failed").out())
                .isEqualTo(
                        """
                        Node   Address        Status  Tags
                        web-2  10.0.0.2:8301  failed  build=0.1.0:abc,dc=dc1,role=node,vsn=2
                        """);
    }

    @Test
    void filtersByStatusUnanchored() {
        assertThat(Run.at(agent, "members", "-status=^al").out().lines()).hasSize(3);
        assertThat(Run.at(agent, "members", "-status=ail").out().lines()).hasSize(2);
        assertThat(Run.at(agent, "members", "-status=alive|failed").out().lines()).hasSize(4);
    }

    @Test
    void nothingMatchingIsExitStatusTwoAndNoOutput() {
        assertThat(Run.at(agent, "members", "-status=left")).isEqualTo(new Run(2, "", ""));
        agent.on("GET", "/v1/agent/members", Reply.json("[]"));
        assertThat(Run.at(agent, "members")).isEqualTo(new Run(2, "", ""));
        assertThat(Run.at(agent, "members", "-format=json")).isEqualTo(new Run(2, "[]\n", ""));
    }

    @Test
    void refusesWhatRe2DoesNotKnow() {
        var run = Run.at(agent, "members", "-status=(?=a)");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("Failed to compile status regexp: ");
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void namesEveryStatus() {
        agent.on(
                "GET",
                "/v1/agent/members",
                Reply.json(
                        "["
                                + member("a", "h", 0, "node")
                                + ","
                                + member("b", "h", 2, "node")
                                + ","
                                + member("c", "h", 3, "node")
                                + ","
                                + member("d", "h", 7, "queen")
                                + "]"));
        assertThat(Run.at(agent, "members").out())
                .contains("none", "leaving", "left")
                .contains("d     h:8301   unknown: 7  unknown  0.1.0");
    }

    @Test
    void writesTheMatchingMembersAsJson() {
        assertThat(Run.at(agent, "members", "-format=json", "-status=failed").out())
                .isEqualTo("[" + member("web-2", "10.0.0.2", 4, "node") + "]\n");
    }

    @Test
    void makesNamesHarmless() {
        agent.on(
                "GET",
                "/v1/agent/members",
                Reply.json("[" + member("\\u001b[2J\\n", "h", 1, "node") + "]"));
        assertThat(Run.at(agent, "members").out()).contains("\\u001b[2J\\u000a  h:8301");
    }

    @Test
    void copesWithAMemberWithoutTags() {
        agent.on(
                "GET",
                "/v1/agent/members",
                Reply.json(
                        "[{\"Name\":\"a\",\"Addr\":\"h\",\"Port\":1,\"Tags\":null,\"Status\":1}]"));
        assertThat(Run.at(agent, "members").out()).endsWith("a     h:1      alive   unknown\n");
    }

    @Test
    void tellsWhyAMemberWasDoubted() {
        agent.on("GET", "/v1/agent/history?node=web-2", Reply.json(HISTORY));
        assertThat(Run.at(agent, "members", "-why=web-2"))
                .isEqualTo(
                        new Run(
                                0,
                                """
                                web-2 is failed at 10.0.0.2:8301, incarnation 0@17, as web-1 sees it
                                Time                      Age      Health  What
                                2026-01-02T03:04:05.678Z  62.1 s   1       suspected by web-1
                                2026-01-02T03:04:25.678Z  42.13 s  0       declared failed by web-3
                                """,
                                ""));
        assertThat(Run.at(agent, "members", "-why=web-2", "-format=json").out())
                .isEqualTo(HISTORY + "\n");
    }

    @Test
    void tellsThatNothingIsHeldAgainstAMemberAndThatOneIsGone() {
        agent.on(
                "GET",
                "/v1/agent/history?node=x",
                Reply.json("{\"node\":\"x\",\"seen_by\":\"a\",\"members\":[],\"notes\":[]}"));
        assertThat(Run.at(agent, "members", "-why=x").out())
                .isEqualTo(
                        """
                        x is no member any more, as a sees it
                        a has noted nothing against it
                        """);
    }

    @Test
    void whyOfAnUnknownMemberIsAFailure() {
        agent.on("GET", "/v1/agent/history?node=zz", Reply.text(404, "there is no member \"zz\""));
        assertThat(Run.at(agent, "members", "-why=zz"))
                .isEqualTo(
                        new Run(
                                1,
                                "",
                                "Error retrieving the history of zz: Unexpected response code: 404"
                                        + " (there is no member \"zz\")\n"));
    }

    @Test
    void whyGoesWithoutWhatItWouldIgnore() {
        assertThat(Run.at(agent, "members", "-why=x", "-detailed").err())
                .startsWith("-why goes without -status and -detailed\n");
        assertThat(Run.at(agent, "members", "-why=x", "-status=a").status()).isEqualTo(1);
        assertThat(Run.at(agent, "members", "-why=").err())
                .startsWith("-why takes the name of a member\n");
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void asksWhetherTheDatacenterIsTheAgentsOwn() {
        agent.on("GET", "/v1/agent/self", Reply.json("{\"Config\":{\"Datacenter\":\"dc1\"}}"));
        assertThat(Run.at(agent, "members", "-datacenter=dc1").status()).isZero();
        var run = Run.at(agent, "members", "-datacenter=dc2");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "No path to datacenter: dc2 is unknown, the agent at "
                                + agent.address()
                                + " belongs to dc1\n");
    }

    private static String member(String name, String address, int status, String role) {
        return """
        {"Name":"%s","Addr":"%s","Port":8301,"Tags":{"vsn":"2","role":"%s","dc":"dc1",\
        "build":"0.1.0:abc"},"Status":%d}\
        """
                .formatted(name, address, role, status);
    }
}
