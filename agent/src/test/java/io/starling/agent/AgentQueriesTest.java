package io.starling.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.agent.config.ConfigLoader;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Three agents on real sockets, two of which have a handler, and one a service.
@Tag("integration")
@Timeout(120)
class AgentQueriesTest {
    private static final String HANDLER =
            "watches = [{ type = query, name = up, handler = \"echo $STARLING_NODE is up\" }]\n";

    @TempDir Path directory;

    private final List<Agent> agents = new ArrayList<>();

    @AfterEach
    void close() {
        agents.reversed().forEach(Agent::close);
    }

    @Test
    void everyoneWithAHandlerAnswersAndTheOthersSayThatTheyHaveNone() throws Exception {
        form();
        var lines = ask("up?relay=1");
        assertThat(lines.getFirst()).startsWith("{\"Type\":\"asked\"");
        assertThat(lines).filteredOn(line -> line.contains("\"ack\"")).hasSize(2);
        // "a is up", "b is up"
        assertThat(lines)
                .filteredOn(line -> line.contains("\"answer\""))
                .hasSize(2)
                .anyMatch(line -> line.contains("\"Payload\":\"YSBpcyB1cA==\""))
                .anyMatch(line -> line.contains("\"Payload\":\"YiBpcyB1cA==\""));
        assertThat(lines).filteredOn(line -> line.contains("\"silent\"")).hasSize(1);
        assertThat(lines)
                .last()
                .isEqualTo("{\"Type\":\"end\",\"Acks\":3,\"Answers\":2,\"TimedOut\":false}");
    }

    @Test
    void whoIsMeantSaysWhyAndNobodyElseAnswers() throws Exception {
        form();
        var lines = ask("_why?service=web&tag=v");
        assertThat(lines).hasSize(3);
        // {"service":"web-1","tag":"v2"}
        assertThat(lines.get(1))
                .contains("\"Node\":\"c\"", "eyJzZXJ2aWNlIjoid2ViLTEiLCJ0YWciOiJ2MiJ9");
    }

    @Test
    void aQueryIsInNoListAndNoLog() throws Exception {
        form();
        ask("up");
        for (var agent : agents) {
            var list = URI.create("http://" + agent.httpEndpoint() + "/v1/event/list");
            assertThat(get(HttpRequest.newBuilder(list).build())).isEqualTo("[]");
        }
    }

    private void form() throws Exception {
        start("a", HANDLER);
        start("b", HANDLER);
        start("c", "service { id = web-1, name = web, tags = [blue, v2] }\n");
        await().until(() -> agents.stream().allMatch(agent -> agent.members().size() == 3));
    }

    private void start(String name, String more) throws Exception {
        var file = directory.resolve(name + ".conf");
        Files.writeString(
                file,
                "node_name = %s, bind_addr = 127.0.0.1, log_level = error\n".formatted(name)
                        + "ports { http = 0, serf_lan = 0 }\n"
                        + more);
        var flags = new ArrayList<>(List.of("-config-file=" + file));
        if (!agents.isEmpty()) {
            flags.add("-join=" + agents.getFirst().gossipEndpoint());
        }
        agents.add(Agent.start(new ConfigLoader(flags, Map.of()).load().config()));
    }

    private List<String> ask(String query) throws Exception {
        var uri =
                URI.create(
                        "http://%s/v1/event/query/%s"
                                .formatted(agents.getFirst().httpEndpoint(), query));
        return get(HttpRequest.newBuilder(uri).PUT(HttpRequest.BodyPublishers.noBody()).build())
                .lines()
                .toList();
    }

    private static String get(HttpRequest request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
