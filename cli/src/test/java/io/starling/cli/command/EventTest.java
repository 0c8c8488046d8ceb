package io.starling.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.cli.FakeAgent;
import io.starling.cli.FakeAgent.Reply;
import io.starling.cli.Run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;

class EventTest {
    private final FakeAgent agent =
            new FakeAgent()
                    .on("PUT", "/v1/event/fire/", Reply.json(Served.event(0, "deploy", "v42")));

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void firesInOneRoundTripAndPrintsTheId() {
        var run = Run.at(agent, "event", "-name=deploy", "v42");
        assertThat(run).isEqualTo(new Run(0, "Event ID: " + Served.id(0) + "\n", ""));
        assertThat(agent.asked())
                .containsExactly(new FakeAgent.Asked("PUT", "/v1/event/fire/deploy", "", "v42"));
    }

    @Test
    void sendsNameFiltersDatacenterAndTokenAsTheyAre() {
        var run =
                Run.at(
                        agent,
                        "event",
                        "-name",
                        "a/b c",
                        "--node=web.*",
                        "-service=web",
                        "-tag",
                        "v[12]",
                        "-datacenter=dc1",
                        "-token=secret");
        assertThat(run.status()).isZero();
        assertThat(agent.asked())
                .containsExactly(
                        new FakeAgent.Asked(
                                "PUT",
                                "/v1/event/fire/a%2Fb%20c?dc=dc1&node=web.%2A&service=web&tag=v%5B12%5D",
                                "secret",
                                ""));
    }

    @Test
    void sendsTheIdempotencyKey() {
        assertThat(Run.at(agent, "event", "-name=x", "-idempotency-key=deploy 42").status())
                .isZero();
        assertThat(agent.asked().getFirst().target())
                .isEqualTo("/v1/event/fire/x?idempotency-key=deploy%2042");
    }

    @Test
    void printsTheEventAsJson() {
        var run = Run.at(agent, "event", "-name=deploy", "-format=json");
        assertThat(run.out()).isEqualTo(Served.event(0, "deploy", "v42") + "\n");
    }

    @Test
    void readsThePayloadFromInput() {
        var env = Map.of("CONSUL_HTTP_ADDR", "http://" + agent.address());
        var input = "from\na pipe\n".getBytes(StandardCharsets.UTF_8);
        assertThat(Run.of(env, input, "event", "-name=x", "-").status()).isZero();
        assertThat(agent.asked().getFirst().body()).isEqualTo("from\na pipe\n");
    }

    @Test
    void boundsWhatItReadsFromInput() {
        var env = Map.of("CONSUL_HTTP_ADDR", agent.address());
        assertThat(Run.of(env, new byte[65_536], "event", "-name=x", "-").status()).isZero();
        var run = Run.of(env, new byte[65_537], "event", "-name=x", "-");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("the payload on standard input is larger than 65536 bytes\n");
        assertThat(agent.asked()).hasSize(1);
    }

    @Test
    void aPayloadThatBeginsWithADashGoesAfterTwo() {
        assertThat(Run.at(agent, "event", "-name=x", "--", "-5").status()).isZero();
        assertThat(agent.asked().getFirst().body()).isEqualTo("-5");
    }

    @Test
    void anEmptyPayloadIsNone() {
        assertThat(Run.at(agent, "event", "-name=x", "").status()).isZero();
        assertThat(agent.asked().getFirst().body()).isEmpty();
    }

    @Test
    void aPayloadMayBeCalledList() {
        assertThat(Run.at(agent, "event", "-name=x", "list").status()).isZero();
        assertThat(agent.asked().getFirst().body()).isEqualTo("list");
    }

    @Test
    void wantsAName() {
        var run = Run.at(agent, "event", "payload");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Event name must be specified\n\nUsage: starling event");
    }

    @Test
    void refusesTwoPayloads() {
        var run = Run.at(agent, "event", "-name=x", "a", "b");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("Too many command line arguments.\n");
    }

    @Test
    void refusesATagWithoutAService() {
        var run = Run.at(agent, "event", "-name=x", "-tag=v1");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("Cannot provide tag filter without service filter.\n");
        assertThat(agent.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "service", "tag"})
    void aPatternThatIsNoneIsReportedAsSuch(String kind) {
        agent.on(
                "PUT",
                "/v1/event/fire/x?",
                Reply.text(
                        500,
                        "Invalid %s filter: error parsing regexp: missing closing ): `(a`"
                                .formatted(kind)));
        var run = Run.at(agent, "event", "-name=x", "-service=a", "-" + kind + "=(a");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith(
                        "Failed to compile %s filter regexp: error parsing regexp: missing closing ): `(a`\n"
                                .formatted(kind));
    }

    @Test
    void passesOnWhyTheAgentRefuses() {
        agent.on("PUT", "/v1/event/fire/big", Reply.text(500, "user event exceeds the limit"))
                .on("PUT", "/v1/event/fire/x?node", Reply.text(503, "event refused"));
        var big = Run.at(agent, "event", "-name=big");
        assertThat(big)
                .isEqualTo(
                        new Run(
                                1,
                                "",
                                "Error firing event: Unexpected response code: 500"
                                        + " (user event exceeds the limit)\n"));
        assertThat(Run.at(agent, "event", "-name=x", "-node=web").err())
                .isEqualTo("Error firing event: Unexpected response code: 503 (event refused)\n");
    }

    @Test
    void doesNotTakeAPageForAnAgent() {
        agent.on("PUT", "/v1/event/fire/", new Reply(200, "text/html", "<html>", Map.of()));
        var run = Run.at(agent, "event", "-name=x");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("the answer of " + agent.address() + " is no agent's: it should be");
    }
}
