package io.starling.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.starling.agent.config.WatchConfig.Handler;
import io.starling.agent.config.WatchConfig.Topic;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class WatchSourceTest {
    @TempDir Path directory;

    /// The example of the reference, word for word.
    @Test
    void theWatchesOfAConsulAgentAreTaken() throws Exception {
        var watches =
                load("""
                {"watches":[
                  {"type":"event","name":"deploy","args":["/opt/h.sh","-x"]},
                  {"type":"event","name":"deploy","handler_type":"http",
                   "http_handler_config":{"path":"http://127.0.0.1:8000/hook",
                      "method":"PUT","timeout":"3s",
                      "header":{"X-Foo":["bar","baz"]},"tls_skip_verify":true}}]}
                """)
                        .config()
                        .watches();
        var deploy = new Topic.Events(Optional.of("deploy"));
        assertThat(watches)
                .containsExactly(
                        new WatchConfig(
                                deploy,
                                new Handler.Script(
                                        List.of("/opt/h.sh", "-x"), Duration.ofMinutes(5))),
                        new WatchConfig(
                                deploy,
                                new Handler.Webhook(
                                        URI.create("http://127.0.0.1:8000/hook"),
                                        "PUT",
                                        List.of(
                                                new Handler.Header("X-Foo", "bar"),
                                                new Handler.Header("X-Foo", "baz")),
                                        Duration.ofSeconds(3),
                                        true)));
    }

    @Test
    void webhooksPostAndWaitTenSecondsUnlessToldOtherwise() throws Exception {
        var watch =
                only(
                        "type = event, handler_type = http,"
                                + " http_handler_config { path = \"https://h/x\" }");
        assertThat(watch.topic()).isEqualTo(new Topic.Events(Optional.empty()));
        assertThat(watch.handler())
                .isEqualTo(
                        new Handler.Webhook(
                                URI.create("https://h/x"),
                                "POST",
                                List.of(),
                                Duration.ofSeconds(10),
                                false));
    }

    @Test
    void theOldFormOfAHandlerIsALineForTheShell() throws Exception {
        var watch = only("type = event, handler = \"date | mail ops\", timeout = 30s");
        assertThat(watch.handler())
                .isEqualTo(
                        new Handler.Script(
                                List.of("/bin/sh", "-c", "date | mail ops"),
                                Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @CsvSource({
        "members,",
        "member-join, JOIN",
        "member-leave, LEAVE",
        "member-failed, FAILED",
        "member-update, UPDATE",
        "member-reap, REAP"
    })
    void membersAreWatchedInAllTheirChangesOrOne(String type, MemberChange change)
            throws Exception {
        var watch = only("args = [x], concurrency = 4, queue = 10, type = " + type);
        assertThat(watch.topic()).isEqualTo(new Topic.Members(Optional.ofNullable(change)));
        assertThat(watch.topic().type()).isEqualTo(type);
        assertThat(watch.concurrency()).isEqualTo(4);
        assertThat(watch.queueMax()).isEqualTo(10);
    }

    @Test
    void aQueryHasOneHandler() throws Exception {
        var query = "{ type = query, name = q, args = [a] }";
        assertThat(load("watches = [" + query + "]").config().watches())
                .singleElement()
                .isEqualTo(
                        new WatchConfig(
                                new WatchConfig.Topic.Queries("q"),
                                new WatchConfig.Handler.Script(
                                        List.of("a"), WatchConfig.Handler.Script.TIMEOUT)));
        assertThatThrownBy(() -> load("watches = [%s, %s]".formatted(query, query)))
                .hasMessageContaining("the query q has a handler already");
    }

    @Test
    void aWatchKeepsTheContractThatItOrTheAgentNames() throws Exception {
        var both = "watches = [{ type = event, args = [a] }, { type = event, args = [b], compat = ";
        assertThat(load(both + "consul }]").config().watches())
                .extracting(WatchConfig::compat)
                .containsExactly(Compat.NONE, Compat.CONSUL);
        assertThat(load("compat = consul\n" + both + "none }]").config().watches())
                .extracting(WatchConfig::compat)
                .containsExactly(Compat.CONSUL, Compat.NONE);
        var members = "compat = consul, watches = [{ type = members, args = [a] }]";
        assertThat(load(members).config().watches())
                .extracting(WatchConfig::compat)
                .containsExactly(Compat.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "args = [x] | Watch type must be specified",
                "type = nodes, args = [x] | Unsupported watch type: nodes",
                "type = event | Must define a watch handler",
                "type = event, handler_type = script | Must define a watch handler",
                "type = event, args = [x], handler = y | Only one watch handler allowed",
                "type = event, args = [x], handler_type = http | Only one watch handler allowed",
                "type = event, args = [x], foo = 1, bar = 2 | Invalid parameters: [bar foo]",
                "type = members, name = n, args = [x] | Invalid parameters: [name]",
                "type = event, handler_type = tcp | Handler type 'tcp' not recognized",
                "type = event, handler_type = http | requires 'http_handler_config' to be set",
                "type = event, handler_type = http, http_handler_config {} | requires 'path'",
                "type = event, handler_type = http, http_handler_config { path = nowhere } | cannot"
                        + " be used: URI with undefined scheme",
                "type = event, handler_type = http, http_handler_config { path = \"http://h\","
                    + " header { Host = x } } | cannot be used: restricted header name: \"Host\"",
                "type = event, handler_type = http, http_handler_config { path = \"http://h\", verb"
                        + " = x } | Invalid parameters: [verb]",
                "type = event, args = [x], timeout = 10 | timeout must be a positive duration with"
                        + " a unit, such as 30s, was \"10\"",
                "type = event, args = [] | args must begin with a program",
                "type = event, args = [x], concurrency = 65 | concurrency must lie in 1..64, was"
                        + " 65",
                "type = event, args = [x], queue = 0 | queue must lie in 1..65536, was 0",
                "type = event, args = [x], queue = 9, compat = consul | concurrency and queue are"
                        + " not for compat = consul",
                "type = event, args = [x], compat = serf | compat must be none or consul, was"
                        + " \"serf\"",
                "type = query, args = [x] | a watch of type query needs the name of the query",
                "type = query, name = q, args = [x], compat = none | compat is for watches of type"
                        + " event",
                "type = members, args = [x], compat = consul | compat is for watches of type event",
                "type = event, args = [x], datacenter = dc9 | a watch sees the agent's own"
                        + " datacenter, dc1, and not dc9"
            })
    void whatIsWrongIsToldWithItsPlace(String watch, String sentence) {
        var wrong = catchThrowableOfType(ConfigException.class, () -> only(watch));
        assertThat(wrong.problems())
                .singleElement()
                .asString()
                .startsWith(directory.resolve("a.conf") + ":1: ")
                .contains(sentence);
    }

    @Test
    void aWatchIsAnObject() {
        var wrong = catchThrowableOfType(ConfigException.class, () -> load("watches = [event, 7]"));
        assertThat(wrong.problems()).hasSize(2).allMatch(p -> p.contains("must be an object"));
    }

    @Test
    void aTokenIsWarnedOf() throws Exception {
        assertThat(load("watches = [{ type = event, args = [x], token = t }]").warnings())
                .singleElement()
                .asString()
                .contains("token is without effect");
    }

    @Test
    void tooManyWatchesAreRefused() throws Exception {
        var one = "{ type = event, args = [x] }\n";
        assertThat(load("watches = [" + one.repeat(128) + "]").config().watches()).hasSize(128);
        var wrong =
                catchThrowableOfType(
                        ConfigException.class, () -> load("watches = [" + one.repeat(129) + "]"));
        assertThat(wrong.problems())
                .singleElement()
                .asString()
                .contains("there are 129, the limit is 128");
    }

    private WatchConfig only(String watch) throws ConfigException, IOException {
        return load("watches = [{ " + watch + " }]").config().watches().getFirst();
    }

    private Loaded load(String text) throws ConfigException, IOException {
        var file = Files.writeString(directory.resolve("a.conf"), text);
        return ConfigLoader.validate(List.of(file));
    }
}
