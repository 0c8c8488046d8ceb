package io.starling.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.cli.FakeAgent;
import io.starling.cli.FakeAgent.Asked;
import io.starling.cli.FakeAgent.Reply;
import io.starling.cli.Run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ServicesTest {
    private static final String REGISTER = "/v1/agent/service/register";

    @TempDir Path directory;

    private final FakeAgent agent = new FakeAgent().on("PUT", REGISTER, Reply.text(200, ""));

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void registersFromFlags() {
        var run =
                Run.at(
                        agent,
                        "services",
                        "register",
                        "-name=web",
                        "-port=80",
                        "-tag=v1",
                        "-tag=blue",
                        "-meta=a=b=c");
        assertThat(run).isEqualTo(new Run(0, "Registered service: web\n", ""));
        assertThat(agent.asked())
                .containsExactly(
                        new Asked(
                                "PUT",
                                REGISTER,
                                "",
                                "{\"Name\":\"web\",\"Port\":80,\"Tags\":[\"v1\",\"blue\"],"
                                        + "\"Meta\":{\"a\":\"b=c\"}}"));
    }

    @Test
    void idAndAddressGoAlong() {
        Run.at(agent, "services", "register", "-name=web", "-id=w1", "-address=10.0.0.1");
        assertThat(agent.asked().getFirst().body())
                .isEqualTo("{\"Name\":\"web\",\"ID\":\"w1\",\"Address\":\"10.0.0.1\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"web\",\"port\":80}",
                "{\"service\":{\"name\":\"web\",\"port\":80}}",
                "{\"services\":[{\"name\":\"web\",\"port\":80}]}",
                "[{\"name\":\"web\",\"port\":80}]"
            })
    void registersFromAFile(String json) throws IOException {
        var run = Run.at(agent, "services", "register", file(json));
        assertThat(run).isEqualTo(new Run(0, "Registered service: web\n", ""));
        assertThat(agent.asked().getFirst().body()).isEqualTo("{\"name\":\"web\",\"port\":80}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"services\":[{\"name\":\"web\"},{\"port\":80}]}", "{}", "7", "[8]"})
    void aServiceWithoutANameRegistersNone(String json) throws IOException {
        var run = Run.at(agent, "services", "register", file(json));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("has a service without a name");
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        assertThat(Run.at(agent, "services", "register", "/nowhere/x.json").err())
                .startsWith("cannot read /nowhere/x.json (NoSuchFileException)\n");
        assertThat(Run.at(agent, "services", "register", file("{")).err()).contains("is not JSON");
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void wantsANameOrAFileAndNotBoth() {
        assertThat(Run.at(agent, "services", "register").err())
                .startsWith("Service name or a file must be specified\n\nUsage: starling services");
        assertThat(Run.at(agent, "services", "register", "-port=80").err())
                .startsWith("Service name must be specified: -name=NAME\n");
        assertThat(Run.at(agent, "services", "register", "-name=web", "x.json").err())
                .startsWith("A service is registered from flags or from files, not both.\n");
        assertThat(Run.at(agent, "services", "register", "-name=web", "-port=70000").err())
                .startsWith("-port takes a number up to 65535, not \"70000\"\n");
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void passesOnWhyTheAgentRefuses() {
        agent.on("PUT", REGISTER, Reply.text(400, "Invalid Tags: has 65 entries"));
        assertThat(Run.at(agent, "services", "register", "-name=web"))
                .isEqualTo(
                        new Run(
                                1,
                                "",
                                "Error registering service \"web\": Unexpected response code: 400"
                                        + " (Invalid Tags: has 65 entries)\n"));
    }

    @Test
    void deregistersById() {
        agent.on("PUT", "/v1/agent/service/deregister/", Reply.text(200, ""));
        assertThat(Run.at(agent, "services", "deregister", "-id=a/b"))
                .isEqualTo(new Run(0, "Deregistered service: a/b\n", ""));
        assertThat(agent.asked().getFirst().target())
                .isEqualTo("/v1/agent/service/deregister/a%2Fb");
        assertThat(Run.at(agent, "services", "deregister").err())
                .startsWith("Service ID must be specified: -id=ID\n");
    }

    @Test
    void listsThem() {
        agent.on(
                "GET",
                "/v1/agent/services",
                Reply.json(
                        "{\"w1\":{\"ID\":\"w1\",\"Service\":\"web\",\"Tags\":[\"v1\",\"blue\"],"
                                + "\"Port\":80,\"Address\":\"10.0.0.1\"},"
                                + "\"db\":{\"ID\":\"db\",\"Service\":\"db\",\"Tags\":[],"
                                + "\"Port\":0,\"Address\":\"\"}}"));
        assertThat(Run.at(agent, "services", "list").out())
                .isEqualTo(
                        """
                        ID  Name  Address      Tags
                        w1  web   10.0.0.1:80  v1,blue
                        db  db
                        """);
        assertThat(Run.at(agent, "services", "list", "-format=json").out())
                .startsWith("{\"w1\":{\"ID\":\"w1\"");
    }

    private String file(String json) throws IOException {
        return Files.writeString(directory.resolve("services.json"), json).toString();
    }
}
