package io.starling.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.cli.FakeAgent;
import io.starling.cli.FakeAgent.Asked;
import io.starling.cli.FakeAgent.Reply;
import io.starling.cli.Run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherVerbsTest {
    private final FakeAgent agent = new FakeAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void joinCountsTheNodesThatAnswered() {
        agent.on("PUT", "/v1/agent/join/10.0.0.1", Reply.text(200, ""))
                .on("PUT", "/v1/agent/join/%5B", Reply.text(200, ""))
                .on("PUT", "/v1/agent/join/gone", Reply.text(500, "Failed to resolve gone"));
        var run = Run.at(agent, "join", "10.0.0.1:8301", "gone", "[::1]:8301");
        assertThat(run)
                .isEqualTo(
                        new Run(
                                0,
                                "Successfully joined cluster by contacting 2 nodes.\n",
                                "Error joining address 'gone': Unexpected response code: 500"
                                        + " (Failed to resolve gone)\n"));
        assertThat(agent.asked())
                .extracting(Asked::target)
                .containsExactly(
                        "/v1/agent/join/10.0.0.1%3A8301",
                        "/v1/agent/join/gone", "/v1/agent/join/%5B%3A%3A1%5D%3A8301");
    }

    @Test
    void joinFailsWhenNobodyAnswered() {
        agent.on("PUT", "/v1/agent/join/", Reply.text(500, "no"));
        var run = Run.at(agent, "join", "a", "b");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).endsWith("\nFailed to join any nodes.\n");
        assertThat(Run.at(agent, "join").err())
                .startsWith("At least one address to join must be specified.\n\nUsage:");
    }

    @Test
    void leaveSaysWhenItIsOver() {
        agent.on("PUT", "/v1/agent/leave", Reply.text(200, ""));
        assertThat(Run.at(agent, "leave")).isEqualTo(new Run(0, "Graceful leave complete\n", ""));
        assertThat(Run.at(agent, "leave", "-format=json").out())
                .isEqualTo("{\"Message\":\"Graceful leave complete\"}\n");
        agent.on("PUT", "/v1/agent/leave", Reply.text(403, "Permission denied"));
        assertThat(Run.at(agent, "leave").err())
                .isEqualTo("Error leaving: Unexpected response code: 403 (Permission denied)\n");
    }

    @Test
    void forceLeaveIsSilentWhenItIsDone() {
        agent.on("PUT", "/v1/agent/force-leave/", Reply.text(200, ""));
        assertThat(Run.at(agent, "force-leave", "web 1")).isEqualTo(new Run(0, "", ""));
        assertThat(Run.at(agent, "force-leave", "-prune", "n2")).isEqualTo(new Run(0, "", ""));
        assertThat(agent.asked())
                .extracting(Asked::target)
                .containsExactly(
                        "/v1/agent/force-leave/web%201", "/v1/agent/force-leave/n2?prune=");
    }

    @Test
    void forceLeaveFailsWhenNothingWasDone() {
        agent.on("PUT", "/v1/agent/force-leave/n2", Reply.text(200, "n2 is alive"))
                .on("PUT", "/v1/agent/force-leave/n3", Reply.text(500, "agent: No node found"));
        assertThat(Run.at(agent, "force-leave", "n2"))
                .isEqualTo(new Run(1, "", "Error force leaving: n2 is alive\n"));
        assertThat(Run.at(agent, "force-leave", "n3"))
                .isEqualTo(
                        new Run(
                                1,
                                "",
                                "Error force leaving: Unexpected response code: 500"
                                        + " (agent: No node found)\n"));
    }

    @Test
    void forceLeaveTakesOneName() {
        assertThat(Run.at(agent, "force-leave").err())
                .startsWith("A single node name must be specified to force leave.\n\nUsage:");
        assertThat(Run.at(agent, "force-leave", "a", "b").status()).isEqualTo(1);
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void infoShowsSectionsAndValuesInOrder() {
        agent.on(
                "GET",
                "/v1/agent/self",
                Reply.json(
                        """
                        {"Config":{},"Stats":{"serf_lan":{"members":"2","event_time":"68"},
                        "agent":{"services":"1","x\\u001b":"y\\nz"}}}\
                        """));
        assertThat(Run.at(agent, "info"))
                .isEqualTo(
                        new Run(
                                0,
                                """
                                agent:
                                \tservices = 1
                                \tx\\u001b = y\\u000az
                                serf_lan:
                                \tevent_time = 68
                                \tmembers = 2
                                """,
                                ""));
        assertThat(Run.at(agent, "info", "-format=json").out()).startsWith("{\"serf_lan\":{");
        agent.on("GET", "/v1/agent/self", Reply.json("{}"));
        assertThat(Run.at(agent, "info").err())
                .contains("it has nothing where an object should be");
    }

    @Test
    void reloadPassesOnWhatTheAgentRemarks() {
        agent.on("PUT", "/v1/agent/reload", Reply.text(200, ""));
        assertThat(Run.at(agent, "reload"))
                .isEqualTo(new Run(0, "Configuration reload triggered\n", ""));
        agent.on("PUT", "/v1/agent/reload", Reply.text(200, "bind_addr: needs a restart\n"));
        assertThat(Run.at(agent, "reload"))
                .isEqualTo(
                        new Run(
                                0,
                                "Configuration reload triggered\n",
                                "bind_addr: needs a restart\n"));
    }

    @Test
    void tagsSendsOneChangeAndShowsTheResult() {
        agent.on("PUT", "/v1/agent/tags", Reply.json("{\"zone\":\"a=b\",\"rack\":\"7\\u0007\"}"));
        var run = Run.at(agent, "tags", "-set=zone=a=b", "-delete=old", "-set", "empty=");
        assertThat(run).isEqualTo(new Run(0, "rack=7\\u0007\nzone=a=b\n", ""));
        assertThat(agent.asked().getFirst().body())
                .isEqualTo("{\"zone\":\"a=b\",\"empty\":\"\",\"old\":null}");
    }

    @Test
    void tagsWithoutAChangeShowsThem() {
        agent.on("GET", "/v1/agent/tags", Reply.json("{\"zone\":\"a\"}"));
        assertThat(Run.at(agent, "tags").out()).isEqualTo("zone=a\n");
        assertThat(Run.at(agent, "tags", "-format=json").out()).isEqualTo("{\"zone\":\"a\"}\n");
        assertThat(agent.asked()).extracting(Asked::method).containsOnly("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"novalue", "=x"})
    void tagsRefusesAnAssignmentThatIsNone(String assignment) {
        var run = Run.at(agent, "tags", "-set", assignment);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("-set takes KEY=VALUE, not \"" + assignment + "\"");
    }

    @Test
    void tagsRefusesTwoChangesOfOneTag() {
        assertThat(Run.at(agent, "tags", "-set=a=1", "-set=a=2").err())
                .startsWith("the tag \"a\" is changed twice");
        assertThat(Run.at(agent, "tags", "-set=a=1", "-delete=a").err())
                .startsWith("the tag \"a\" is changed twice");
        assertThat(Run.at(agent, "tags", "-delete=a", "-delete=a").err())
                .startsWith("the tag \"a\" is changed twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"leave", "info", "reload", "tags", "version", "members"})
    void refusesArgumentsWhereThereAreNone(String verb) {
        var run = Run.at(agent, verb, "extra");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("Too many command line arguments.\n");
        assertThat(agent.asked()).isEmpty();
    }
}
