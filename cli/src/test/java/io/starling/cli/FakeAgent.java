package io.starling.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// An agent as far as its HTTP goes: answers what it was told to, and remembers what it was asked.
public final class FakeAgent implements AutoCloseable {
    /// What the agent was asked.
    ///
    /// @param target as it was sent, not decoded
    /// @param token empty if there was none
    public record Asked(String method, String target, String token, String body) {
        /// Whether the method and the beginning of the target are these.
        boolean is(String method, String start) {
            return this.method.equals(method) && target.startsWith(start);
        }
    }

    /// What the agent answers.
    public record Reply(int status, String type, String body, Map<String, String> headers) {
        public static Reply json(String body) {
            return new Reply(200, "application/json", body, Map.of());
        }

        public static Reply text(int status, String body) {
            return new Reply(status, "text/plain; charset=utf-8", body, Map.of());
        }

        public Reply withIndex(String index) {
            return new Reply(status, type, body, Map.of("X-Consul-Index", index));
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Function<Asked, Reply>> replies = new HashMap<>();

    public FakeAgent() {
        this(0);
    }

    /// @param port 0 for any
    public FakeAgent(int port) {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /// Answers requests of that method whose target begins like that. The longest beginning wins.
    public FakeAgent on(String method, String start, Reply reply) {
        return on(method, start, _ -> reply);
    }

    public synchronized FakeAgent on(String method, String start, Function<Asked, Reply> reply) {
        replies.put(method + " " + start, reply);
        return this;
    }

    public String address() {
        return "127.0.0.1:" + port();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Asked> asked() {
        return asked;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var token = exchange.getRequestHeaders().getFirst("X-Consul-Token");
            var request =
                    new Asked(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            token == null ? "" : token,
                            body);
            asked.add(request);
            var reply = replyTo(request);
            exchange.getResponseHeaders().set("Content-Type", reply.type);
            reply.headers.forEach(exchange.getResponseHeaders()::set);
            var bytes = reply.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private Reply replyTo(Asked request) {
        Function<Asked, Reply> reply;
        synchronized (this) {
            reply =
                    replies.keySet().stream()
                            .filter(key -> (request.method + " " + request.target).startsWith(key))
                            .reduce((a, b) -> a.length() > b.length() ? a : b)
                            .map(replies::get)
                            .orElse(_ -> Reply.text(404, ""));
        }
        return reply.apply(request);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
