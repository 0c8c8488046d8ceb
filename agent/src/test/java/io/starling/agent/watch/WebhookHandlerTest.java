package io.starling.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.starling.agent.cluster.FakeCluster;
import io.starling.agent.config.AgentConfig;
import io.starling.agent.config.WatchConfig.Handler.Header;
import io.starling.agent.config.WatchConfig.Handler.Webhook;
import io.starling.gossip.model.Tags;
import io.starling.gossip.node.NodeListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

@Timeout(60)
class WebhookHandlerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Batch NOTHING = Batch.ofEvents(List.of());

    @Test
    void theEventsAreTheBodyAndTheIndexIsAHeader() {
        var cluster = new FakeCluster(AgentConfig.onLoopback("a"), Tags.NONE, NodeListener.NONE);
        var event = cluster.event("deploy", "v42");
        try (var hook = new Hook()) {
            var webhook =
                    hook.webhook(LONG, new Header("X-Foo", "bar"), new Header("X-Foo", "baz"));
            assertThat(
                            new WebhookHandler(webhook)
                                    .run(Batch.ofEvents(List.of(new Happening.Fired(event)))))
                    .isEqualTo(new Outcome.Done("status 200", "thanks"));
            var got = hook.got().getFirst();
            assertThat(got.method()).isEqualTo("POST");
            assertThat(got.headers().get("Content-Type")).containsExactly("application/json");
            assertThat(got.headers().get("X-Consul-Index"))
                    .containsExactly(Long.toUnsignedString(event.id().high() ^ event.id().low()));
            assertThat(got.headers().get("X-Foo")).containsExactly("bar", "baz");
            assertThat(got.body())
                    .startsWith("[{\"ID\":\"" + event.id() + "\",\"Name\":\"deploy\"")
                    .endsWith("}]\n");
        }
    }

    @Test
    void anEmptyListHasTheIndex1() {
        try (var hook = new Hook(204)) {
            assertThat(new WebhookHandler(hook.webhook()).run(NOTHING))
                    .isEqualTo(new Outcome.Done("status 204", ""));
            assertThat(hook.got().getFirst().body()).isEqualTo("[]\n");
            assertThat(hook.got().getFirst().headers().getFirst("X-Consul-Index")).isEqualTo("1");
        }
    }

    /// Redirects are not followed: they are statuses like others.
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 404, 500, 503})
    void anyStatusOutsideOf200To299IsAFailureAndNothingIsSentTwice(int status) {
        try (var hook = new Hook(status)) {
            assertThat(new WebhookHandler(hook.webhook()).run(NOTHING))
                    .isEqualTo(new Outcome.Failed("status " + status, "thanks"));
            assertThat(hook.got()).hasSize(1);
        }
    }

    @Test
    void aServerThatHangsIsGivenUpAtTheTimeout() {
        try (var hook = new Hook().closed()) {
            assertThat(new WebhookHandler(hook.webhook(SHORT)).run(NOTHING))
                    .isEqualTo(new Outcome.TimedOut(""));
            assertThat(hook.got()).hasSize(1);
        }
    }

    @Test
    void anAnswerThatDoesNotEndIsGivenUpAtTheTimeout() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var babbler = Thread.ofVirtual().start(() -> babble(server));
            var webhook =
                    new Webhook(
                            URI.create("http://127.0.0.1:" + server.getLocalPort()),
                            "POST",
                            List.of(),
                            SHORT,
                            false);
            var outcome = new WebhookHandler(webhook).run(NOTHING);
            assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
            assertThat(((Outcome.TimedOut) outcome).output()).hasSize(4_096);
            // The connection is closed, too, or it would babble on.
            await().until(() -> !babbler.isAlive());
        }
    }

    private static void babble(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes("ASCII"));
            while (true) {
                socket.getOutputStream().write("x".repeat(8_192).getBytes("ASCII"));
            }
        } catch (IOException closed) {
            // That is what is waited for.
        }
    }

    @Test
    void aServerThatRefusesIsAFailure() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        var webhook =
                new Webhook(
                        URI.create("http://127.0.0.1:" + closed), "POST", List.of(), LONG, false);
        assertThat(new WebhookHandler(webhook).run(NOTHING))
                .asString()
                .contains("Failed", "no answer: ConnectException");
    }

    @Test
    void anInterruptEndsTheWaitForAnAnswer() {
        try (var hook = new Hook().closed()) {
            var outcome = new CompletableFuture<Outcome>();
            var thread =
                    Thread.ofVirtual()
                            .start(
                                    () ->
                                            outcome.complete(
                                                    new WebhookHandler(hook.webhook())
                                                            .run(NOTHING)));
            await().until(() -> !hook.got().isEmpty());
            thread.interrupt();
            assertThat(outcome.join()).isEqualTo(new Outcome.Stopped());
        }
    }
}
