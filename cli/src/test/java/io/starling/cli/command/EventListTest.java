package io.starling.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.cli.FakeAgent;
import io.starling.cli.FakeAgent.Reply;
import io.starling.cli.Run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventListTest {
    private final FakeAgent agent = new FakeAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void showsEventsInTheOrderInWhichTheyAreServed() {
        serve(Served.event(9, "deploy", "v42"), Served.event(3, "x", ""));
        var run = Run.at(agent, "event", "list");
        assertThat(run)
                .isEqualTo(
                        new Run(
                                0,
                                """
                                ID                                    Name    LTime  Payload
                                f6ee8f51-bc70-3c12-0000-9fae00000009  deploy  9      v42
                                f6ee8f51-bc70-3c12-0000-9fae00000003  x       3
                                """,
                                ""));
    }

    @Test
    void showsOnlyTextAndShortensIt() {
        serve(
                Served.event(1, "binary", new byte[] {(byte) 0xff, 0}),
                Served.event(2, "escape", "\u001b[2Jgone"),
                Served.event(3, "one", new byte[] {0}),
                Served.event(4, "long", "y".repeat(65)),
                Served.event(5, "fits", "z".repeat(64)));
        assertThat(Run.at(agent, "event", "list").out())
                .contains("  1      <2 bytes>\n")
                .contains("  2      <8 bytes>\n")
                .contains("  3      <1 byte>\n")
                .contains("  4      " + "y".repeat(48) + "… <65 bytes>\n")
                .contains("  5      " + "z".repeat(64) + "\n");
    }

    @Test
    void makesNamesHarmless() {
        serve(Served.event(1, "\\u001b]0;title\\u0007", "p"));
        assertThat(Run.at(agent, "event", "list").out()).contains("\\u001b]0;title\\u0007  1 ");
    }

    @Test
    void asksForAName() {
        serve();
        var run = Run.at(agent, "event", "list", "-name=a b");
        assertThat(run).isEqualTo(new Run(0, "", "the agent has no events of that name\n"));
        assertThat(agent.asked().getFirst().target()).isEqualTo("/v1/event/list?name=a%20b");
    }

    @Test
    void printsTheListAsJson() {
        serve(Served.event(1, "x", "p"));
        assertThat(Run.at(agent, "event", "list", "-format=json").out())
                .isEqualTo(Served.list(Served.event(1, "x", "p")) + "\n");
        assertThat(Run.at(agent, "event", "list", "extra").status()).isEqualTo(1);
    }

    @Test
    void doesNotTakeAnotherListForEvents() {
        agent.on("GET", "/v1/event/list", Reply.json("[1]"));
        assertThat(Run.at(agent, "event", "list").err())
                .contains("it has a number where an object should be");
        serve(Served.event(1, "x", "p").replace("cA==", "!"));
        assertThat(Run.at(agent, "event", "list").err()).contains("a payload is not base64");
    }

    private void serve(String... events) {
        agent.on("GET", "/v1/event/list", Reply.json(Served.list(events)));
    }
}
