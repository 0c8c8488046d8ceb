package io.starling.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/// The agent's HTTP, nothing else: one connection a request.
///
/// Every failure is an [AgentException] whose message a person can act on. A response is never
/// kept beyond the limits of [ReplyHead] and [ReplyBody], whoever sent it.
public final class AgentClient {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final int TEXT_BYTES_MAX = 16_384;

    private final AgentAddress address;
    private final Optional<String> token;
    private final Duration patience;
    private final Progress progress;

    /// @param patience how long a whole response may take
    AgentClient(
            AgentAddress address, Optional<String> token, Duration patience, Progress progress) {
        this.address = address;
        this.token = token;
        this.patience = patience;
        this.progress = progress;
    }

    /// What the agent answers.
    ///
    /// @param index of a blocking query; empty where the agent gives none
    public record Answer(Json json, Optional<String> index) {}

    public AgentAddress address() {
        return address;
    }

    /// @throws AgentException if there is no such answer
    public Answer ask(Request request) {
        return exchange(
                request,
                (head, body) -> new Answer(Json.read(body), head.header("x-consul-index")));
    }

    /// For answers that come line by line, each a JSON value.
    ///
    /// @param taker whether it wants more
    /// @throws AgentException if the agent does not answer with success, or with anything else
    public void follow(Request request, Predicate<Json> taker) {
        var _ =
                exchange(
                        request,
                        (_, body) -> {
                            var line = line(body);
                            while (line.length > 0
                                    && taker.test(Json.read(new ByteArrayInputStream(line)))) {
                                line = line(body);
                            }
                            return line;
                        });
    }

    /// @return empty at the end
    private static byte[] line(InputStream body) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = body.read(); b >= 0 && b != '\n'; b = body.read()) {
            if (line.size() == TEXT_BYTES_MAX) {
                throw new Json.NotJsonException(
                        "a line is longer than %d bytes".formatted(TEXT_BYTES_MAX));
            }
            line.write(b);
        }
        return line.toByteArray();
    }

    /// For answers that are a sentence or nothing.
    ///
    /// @return stripped of space around it
    /// @throws AgentException if the agent does not answer with success
    public String tell(Request request) {
        return exchange(request, (_, body) -> text(body));
    }

    private <T> T exchange(Request request, Reader<T> reader) {
        try (var _ = progress.waitFor("waiting for the agent at " + address + " …");
                var socket = connect()) {
            try {
                return converse(socket, request, reader);
            } catch (SocketTimeoutException timeout) {
                throw AgentException.unreachable(
                        "no answer from the agent at %s within %d s%s"
                                .formatted(address, patience.toSeconds(), doubt(request)));
            } catch (ReplyHead.NotHttpException other) {
                throw AgentException.notAnAgent(
                        "what listens at %s does not speak HTTP: it answered \"%s\""
                                .formatted(address, Output.excerpt(message(other))));
            } catch (ReplyBody.TooLargeException large) {
                throw AgentException.notAnAgent(
                        "the answer of %s is no agent's: it is %s"
                                .formatted(address, message(large)));
            } catch (Json.NotJsonException other) {
                throw AgentException.notAnAgent(
                        "the answer of %s is no agent's: it should be JSON, but %s"
                                .formatted(address, Output.excerpt(message(other))));
            }
        } catch (IOException broken) {
            throw AgentException.unreachable(
                    "the connection to the agent at %s broke (%s)%s"
                            .formatted(address, reason(broken), doubt(request)));
        }
    }

    /// Tries each address of the host in turn: `localhost` is often two.
    private Socket connect() {
        var refusals = new StringBuilder();
        for (var candidate : resolve()) {
            var socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(
                        new InetSocketAddress(candidate, address.port()),
                        (int) CONNECT_PATIENCE.toMillis());
                return socket;
            } catch (IOException refused) {
                close(socket);
                refusals.setLength(0);
                refusals.append(reason(refused));
            }
        }
        throw AgentException.unreachable(
                "no agent answers at %s (%s); start one with: starling agent"
                        .formatted(address, refusals));
    }

    private InetAddress[] resolve() {
        try {
            return InetAddress.getAllByName(address.host());
        } catch (UnknownHostException unknown) {
            throw AgentException.unreachable(
                    "the host name of the agent's address %s does not resolve".formatted(address));
        }
    }

    private <T> T converse(Socket socket, Request request, Reader<T> reader) throws IOException {
        try {
            var out = socket.getOutputStream();
            out.write(encode(request));
            out.flush();
        } catch (IOException closedEarly) {
            // Whoever refuses a request before its end may have said why: the answer decides.
            return receive(socket, reader);
        }
        return receive(socket, reader);
    }

    private <T> T receive(Socket socket, Reader<T> reader) throws IOException {
        var in = new BufferedInputStream(new DeadlineInput(socket, patience));
        var head = ReplyHead.read(in);
        var body = ReplyBody.of(head, in);
        if (!head.isSuccess()) {
            throw AgentException.refused(head.status(), Output.excerpt(text(body)));
        }
        return reader.read(head, body);
    }

    private byte[] encode(Request request) {
        var head = new StringBuilder();
        head.append(request.method()).append(" /v1").append(request.target());
        head.append(" HTTP/1.1\r\nHost: ").append(address);
        head.append("\r\nConnection: close\r\nAccept: application/json\r\n");
        token.ifPresent(t -> head.append("X-Consul-Token: ").append(t).append("\r\n"));
        if (request.acts()) {
            head.append("Content-Length: ").append(request.body().length).append("\r\n");
        }
        var start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        var all = new byte[start.length + request.body().length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(request.body(), 0, all, start.length, request.body().length);
        return all;
    }

    private static String text(InputStream body) throws IOException {
        return new String(body.readNBytes(TEXT_BYTES_MAX), StandardCharsets.UTF_8).strip();
    }

    /// An agent that was asked to act, and whose answer got lost, may have acted.
    private static String doubt(Request request) {
        return request.acts() ? "; it may or may not have done what it was asked" : "";
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case SocketTimeoutException _ -> "timed out";
            case EOFException end -> message(end);
            case ConnectException refused -> message(refused).toLowerCase(Locale.ROOT);
            default -> Output.printable(message(failure)).toLowerCase(Locale.ROOT);
        };
    }

    private static String message(IOException failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyUseless) {
            // It never carried anything.
        }
    }

    /// What makes a result of a successful response.
    @FunctionalInterface
    private interface Reader<T> {
        T read(ReplyHead head, InputStream body) throws IOException;
    }
}
