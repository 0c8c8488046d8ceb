package io.starling.agent.watch;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.starling.agent.config.WatchConfig.Handler.Header;
import io.starling.agent.config.WatchConfig.Handler.Webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// A server to which webhooks are sent: remembers what came, and answers when it may.
final class Hook implements AutoCloseable {
    record Got(String method, Headers headers, String body) {}

    private static final int OPEN = 1_000_000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore gate = new Semaphore(OPEN);
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final int status;

    Hook() {
        this(200);
    }

    Hook(int status) {
        this.status = status;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /// From now on an answer takes an [#allow].
    Hook closed() {
        gate.drainPermits();
        return this;
    }

    void allow(int answers) {
        gate.release(answers);
    }

    List<Got> got() {
        return got;
    }

    Webhook webhook() {
        return webhook(Duration.ofSeconds(30));
    }

    Webhook webhook(Duration timeout, Header... headers) {
        return new Webhook(url("/hook"), "POST", List.of(headers), timeout, false);
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            got.add(new Got(exchange.getRequestMethod(), exchange.getRequestHeaders(), body));
            gate.acquireUninterruptibly();
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            var answer = "thanks".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, status == 204 ? -1 : answer.length);
            if (status != 204) {
                exchange.getResponseBody().write(answer);
            }
        }
    }

    @Override
    public void close() {
        gate.release(OPEN);
        server.stop(0);
        threads.shutdownNow();
    }
}
