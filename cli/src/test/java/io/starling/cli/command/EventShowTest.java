package io.starling.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.cli.FakeAgent;
import io.starling.cli.FakeAgent.Reply;
import io.starling.cli.Run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventShowTest {
    private final FakeAgent agent = new FakeAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void showsTheEventAndWhoFiredItWhen() {
        serve(shown("v42", "node-a").replace("\"NodeFilter\":\"\"", "\"NodeFilter\":\"web\""));
        assertThat(Run.at(agent, "event", "show", Served.id(7)))
                .isEqualTo(
                        new Run(
                                0,
                                """
                                ID:           f6ee8f51-bc70-3c12-0000-9fae00000007
                                Name:         deploy
                                Payload:      v42
                                NodeFilter:   web
                                Lamport time: 7
                                Fired by:     node-a (0a), boot 0b, event 3
                                Fired at:     2026-01-02T03:04:05.678Z
                                """,
                                ""));
        assertThat(agent.asked().getFirst().target()).isEqualTo("/v1/event/show/" + Served.id(7));
    }

    @Test
    void makesTextsHarmlessAndSaysWhenNobodyKnowsTheOrigin() {
        serve(shown("", "").replace("deploy", "\\u001b[2J"));
        var out = Run.at(agent, "event", "show", Served.id(7)).out();
        assertThat(out)
                .contains("Name:         \\u001b[2J\n", "Payload:\n")
                .contains("Fired by:     a node that is no member any more (0a)");
    }

    @Test
    void printsTheEventAsJson() {
        serve(shown("v42", "node-a"));
        assertThat(Run.at(agent, "event", "show", "-format=json", Served.id(7)).out())
                .isEqualTo(shown("v42", "node-a") + "\n");
    }

    @Test
    void failsWithTheAgentsReason() {
        agent.on("GET", "/v1/event/show/", Reply.text(404, "this agent has no event x"));
        var run = Run.at(agent, "event", "show", "x");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("Error showing the event")
                .contains("404 (this agent has no event x)");
    }

    @Test
    void takesOneId() {
        assertThat(Run.at(agent, "event", "show").err())
                .startsWith("A single event ID must be specified.");
        assertThat(Run.at(agent, "event", "show", "a", "b").status()).isEqualTo(1);
        assertThat(agent.asked()).isEmpty();
    }

    private void serve(String event) {
        agent.on("GET", "/v1/event/show/", Reply.json(event));
    }

    private static String shown(String payload, String originName) {
        var event = Served.event(7, "deploy", payload);
        return event.substring(0, event.length() - 1)
                + ",\"Origin\":\"0a\",\"OriginName\":\""
                + originName
                + "\",\"OriginBoot\":\"0b\",\"Sequence\":3,"
                + "\"FiredAt\":\"2026-01-02T03:04:05.678Z\"}";
    }
}
