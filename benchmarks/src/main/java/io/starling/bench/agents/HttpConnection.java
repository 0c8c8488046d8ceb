package io.starling.bench.agents;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// One kept-alive HTTP connection to an agent: as little between the socket and the measurement as
/// possible, for then this side costs next to nothing of the two cores.
final class HttpConnection implements Closeable {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int BODY_BYTES_MAX = 16 << 20;
    private static final int LINE_BYTES_MAX = 8 << 10;

    private final Socket socket = new Socket();
    private final BufferedInputStream in;

    /// @param firstByteNanos of [System#nanoTime] when the answer began to arrive
    record Answer(int status, Map<String, String> headers, String body, long firstByteNanos) {}

    HttpConnection(int port, int timeoutMillis) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(timeoutMillis);
        socket.connect(new InetSocketAddress(Ports.HOST, port), CONNECT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    }

    Answer get(String path) throws IOException {
        return send("GET", path, new byte[0]);
    }

    Answer put(String path, byte[] body) throws IOException {
        return send("PUT", path, body);
    }

    private Answer send(String method, String path, byte[] body) throws IOException {
        var head =
                "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                        .formatted(method, path, body.length)
                        .getBytes(StandardCharsets.US_ASCII);
        var request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        socket.getOutputStream().write(request);
        return read();
    }

    private Answer read() throws IOException {
        in.mark(1);
        in.read();
        long firstByte = System.nanoTime();
        in.reset();
        var status = line();
        var headers = new TreeMap<String, String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (length > BODY_BYTES_MAX) {
            throw new IOException("an answer of %d bytes".formatted(length));
        }
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the agent closed the connection");
        }
        return new Answer(
                Integer.parseInt(status.split(" ", 3)[1]),
                headers,
                new String(body, StandardCharsets.UTF_8),
                firstByte);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() == LINE_BYTES_MAX) {
                throw new IOException("the agent closed the connection, or talks no HTTP");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
