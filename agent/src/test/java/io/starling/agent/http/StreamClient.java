package io.starling.agent.http;

import io.starling.gossip.model.Endpoint;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Reads a stream of server-sent events with nothing but what the JDK has.
public final class StreamClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final HttpURLConnection connection;
    private final BufferedReader lines;

    /// What stands between two empty lines.
    ///
    /// @param type empty for that of events
    public record Block(String id, String type, String data) {}

    /// @param query with its question mark, or empty
    public StreamClient(Endpoint server, String query, Map<String, String> headers) {
        try {
            var uri = URI.create("http://%s/v1/event/stream%s".formatted(server, query));
            connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setReadTimeout(PATIENCE_MILLIS);
            headers.forEach(connection::setRequestProperty);
            lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    connection.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    public String header(String name) {
        return String.valueOf(connection.getHeaderField(name));
    }

    public Block next() {
        var id = "";
        var type = "";
        var data = "";
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    return new Block(id, type, data);
                }
                var value = line.substring(line.indexOf(':') + 1).strip();
                switch (line.substring(0, line.indexOf(':'))) {
                    case "id" -> id = value;
                    case "event" -> type = value;
                    case "data" -> data = value;
                    default -> {}
                }
            }
            throw new EOFException("the stream is over");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
