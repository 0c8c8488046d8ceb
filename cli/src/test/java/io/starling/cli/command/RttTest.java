package io.starling.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.cli.FakeAgent;
import io.starling.cli.FakeAgent.Reply;
import io.starling.cli.Run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RttTest {
    private final FakeAgent agent = new FakeAgent();

    @BeforeEach
    void serve() {
        agent.on("GET", "/v1/agent/self", Reply.json("{\"Config\":{\"NodeName\":\"b\"}}"))
                .on(
                        "GET",
                        "/v1/coordinate/nodes",
                        Reply.json(
                                "["
                                        + node("a", "0.0003", "0", "1.0E-5")
                                        + ","
                                        + node("b", "0", "0.0002", "0.00005")
                                        + ","
                                        + node("Far", "-0.3", "-9", "0")
                                        + "]"));
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void estimatesTheRoundTripOfTwo() {
        assertThat(Run.at(agent, "rtt", "a", "b"))
                .isEqualTo(
                        new Run(
                                0,
                                "Estimated a <-> b rtt: 0.560 ms (using LAN coordinates)\n",
                                ""));
    }

    @Test
    void theSecondIsTheAgentsOwn() {
        assertThat(Run.at(agent, "rtt", "A").out())
                .isEqualTo("Estimated A <-> b rtt: 0.560 ms (using LAN coordinates)\n");
    }

    /// The adjustments count only if they leave something.
    @Test
    void aDistanceIsNeverNegative() {
        assertThat(Run.at(agent, "rtt", "far", "a").out())
                .isEqualTo("Estimated far <-> a rtt: 300.310 ms (using LAN coordinates)\n");
    }

    @Test
    void saysWhichNodeHasNoCoordinateAndWhy() {
        agent.on("GET", "/v1/coordinate/node/x", Reply.text(404, "there is no member \"x\""));
        assertThat(Run.at(agent, "rtt", "a", "x"))
                .isEqualTo(
                        new Run(
                                1,
                                "",
                                """
                                Could not find a coordinate for node "x"
                                Unexpected response code: 404 (there is no member "x")
                                """));
        assertThat(Run.at(agent, "rtt", "x").err())
                .startsWith("Could not find a coordinate for node \"x\"\n");
    }

    @Test
    void takesOneOrTwoNames() {
        assertThat(Run.at(agent, "rtt").status()).isEqualTo(1);
        assertThat(Run.at(agent, "rtt").err())
                .startsWith("One or two node names must be specified.\n\nUsage: starling rtt");
        assertThat(Run.at(agent, "rtt", "a", "b", "c").err())
                .startsWith("One or two node names must be specified.\n");
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void writesANumberForPrograms() {
        assertThat(Run.at(agent, "rtt", "-format=json", "a", "b").out())
                .isEqualTo("{\"Node\":\"a\",\"Other\":\"b\",\"RttMilliseconds\":0.560}\n");
    }

    @Test
    void anAnswerOfAnotherShapeIsNoAgents() {
        agent.on(
                "GET",
                "/v1/coordinate/nodes",
                Reply.json(
                        "[{\"Node\":\"a\",\"Coord\":{\"Vec\":[1]}},{\"Node\":\"b\",\"Coord\":{\"Vec\":[1,2]}}]"));
        assertThat(Run.at(agent, "rtt", "a", "b").err()).contains("1 and 2 dimensions");
        agent.on(
                "GET",
                "/v1/coordinate/nodes",
                Reply.json(
                        "[{\"Node\":\"a\",\"Coord\":{\"Vec\":[]}},{\"Node\":\"b\",\"Coord\":{\"Vec\":[]}}]"));
        assertThat(Run.at(agent, "rtt", "a", "b").err()).contains("a number should be");
    }

    private static String node(String name, String x, String adjustment, String height) {
        return """
        {"Node":"%s","Segment":"","Coord":{"Vec":[%s,0,0,0,0,0,0,0],"Error":0.1,\
        "Adjustment":%s,"Height":%s}}\
        """
                .formatted(name, x, adjustment, height);
    }
}
