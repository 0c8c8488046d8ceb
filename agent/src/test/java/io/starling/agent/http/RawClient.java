package io.starling.agent.http;

import io.starling.gossip.model.Endpoint;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/// A client that sends exactly the bytes that a test wants, and reads answers one by one.
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    public RawClient(Endpoint server) {
        try {
            socket = new Socket(server.address(), server.port());
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /// @param headers by their names in small letters
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Answer(int status, Map<String, String> headers, byte[] bytes) {
        public String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String unzipped() {
            try (var zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException notZipped) {
                throw new UncheckedIOException(notZipped);
            }
        }
    }

    /// One request on a connection of its own.
    public static Answer ask(Endpoint server, String method, String uri, String... headers) {
        try (var client = new RawClient(server)) {
            client.send(method, uri, "", headers);
            return client.read(method);
        }
    }

    public static Answer put(Endpoint server, String uri, String body) {
        try (var client = new RawClient(server)) {
            client.send("PUT", uri, body);
            return client.read();
        }
    }

    public void send(String method, String uri, String body, String... headers) {
        var length = body.getBytes(StandardCharsets.UTF_8).length;
        var head = new StringBuilder(method + " " + uri + " HTTP/1.1\r\nHost: localhost\r\n");
        for (var header : headers) {
            head.append(header).append("\r\n");
        }
        if (length > 0) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        sendRaw(head + "\r\n" + body);
    }

    public void sendRaw(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public Answer read() {
        return read("GET");
    }

    Answer read(String method) {
        try {
            int status = Integer.parseInt(line().split(" ")[1]);
            var headers = new TreeMap<String, String>();
            for (var line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            boolean bodiless = method.equals("HEAD") || status == 100;
            int length =
                    bodiless ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
            return new Answer(status, headers, in.readNBytes(length));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Whatever has come or comes next, as it is on the wire.
    String readSome() {
        try {
            int first = in.read();
            return (char) first + new String(in.readNBytes(in.available()), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Whether nothing comes for a moment, and the connection stays open.
    public boolean isSilentFor(Duration moment) {
        try {
            socket.setSoTimeout((int) moment.toMillis());
            in.mark(1);
            int first = in.read();
            in.reset();
            return first == Integer.MIN_VALUE;
        } catch (java.net.SocketTimeoutException silent) {
            return true;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } finally {
            patient();
        }
    }

    /// Whether the server has closed the connection; what it sent before was read.
    boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    private void patient() {
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("connection closed after \"" + line + "\"");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is gone either way.
        }
    }
}
