package io.starling.agent.watch;

import io.starling.agent.config.WatchConfig.Handler.Webhook;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends the batch to a server, once: there is no second try, so that the server never gets
/// anything twice from here.
///
/// Each run has a connection of its own. One that is kept for the next event, perhaps an hour
/// later, may have been closed by the server meanwhile, and without a second try that event would
/// be lost. Redirects are not followed: they would turn a POST into a GET without a body.
///
/// Thread-safe.
final class WebhookHandler implements Handler {
    private final Webhook webhook;

    WebhookHandler(Webhook webhook) {
        this.webhook = webhook;
    }

    @Override
    public Outcome run(Batch batch) {
        var tail = new Tail(ScriptHandler.OUTPUT_BYTES_MAX);
        try (var client = client()) {
            var answer =
                    client.sendAsync(
                            request(batch),
                            HttpResponse.BodyHandlers.ofByteArrayConsumer(
                                    part ->
                                            part.ifPresent(
                                                    bytes -> tail.add(bytes, bytes.length))));
            try {
                // Head and body together: a body that never ends is no answer.
                int status =
                        answer.get(webhook.timeout().toNanos(), TimeUnit.NANOSECONDS).statusCode();
                return status >= 200 && status <= 299
                        ? new Outcome.Done("status " + status, tail.text())
                        : new Outcome.Failed("status " + status, tail.text());
            } catch (TimeoutException late) {
                return new Outcome.TimedOut(tail.text());
            } catch (ExecutionException | CancellationException broken) {
                return new Outcome.Failed(reason(broken), tail.text());
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return new Outcome.Stopped();
            } finally {
                // Closing would wait for what is under way.
                client.shutdownNow();
            }
        }
    }

    private HttpClient client() {
        var client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(webhook.timeout());
        if (webhook.skipVerify()) {
            client.sslContext(AnyCertificate.context());
        }
        return client.build();
    }

    private HttpRequest request(Batch batch) {
        var request =
                HttpRequest.newBuilder(webhook.url())
                        .method(
                                webhook.method(),
                                HttpRequest.BodyPublishers.ofByteArray(batch.line()))
                        .header("Content-Type", "application/json");
        batch.shownIndex().ifPresent(index -> request.header("X-Consul-Index", index));
        webhook.headers().forEach(header -> request.header(header.name(), header.value()));
        return request.build();
    }

    private static String reason(Exception broken) {
        var cause = broken.getCause() instanceof IOException io ? io : broken;
        var message = cause.getMessage();
        return "no answer: "
                + cause.getClass().getSimpleName()
                + (message == null ? "" : ": " + message);
    }
}
