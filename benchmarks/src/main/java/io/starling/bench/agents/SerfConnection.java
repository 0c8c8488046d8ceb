package io.starling.bench.agents;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;

/// One connection to the RPC port of a serf agent: requests in order, or a stream of events.
///
/// A request is a map `{Command, Seq}` and, for most commands, a map of arguments; an answer is a
/// map `{Seq, Error}` and, for some, a body.
final class SerfConnection implements Closeable {
    private static final int CONNECT_MILLIS = 2_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;
    private int sequence;

    /// @param atNanos of [System#nanoTime] when it began to arrive
    record Event(String name, long atNanos) {}

    SerfConnection(int port, int timeoutMillis) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(timeoutMillis);
        socket.connect(new InetSocketAddress(Ports.HOST, port), CONNECT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        request("handshake", Map.of("Version", 1));
    }

    void fire(String name, byte[] payload) throws IOException {
        request("event", Map.of("Name", name, "Payload", payload, "Coalesce", false));
    }

    /// @return how many members have that status: `alive`, `failed`
    long members(String status) throws IOException {
        return rows().stream()
                .filter(row -> status.equals(MsgPack.text(member(row, "Status"))))
                .count();
    }

    boolean isFailed(String name) throws IOException {
        return rows().stream()
                .filter(row -> name.equals(MsgPack.text(member(row, "Name"))))
                .anyMatch(row -> "failed".equals(MsgPack.text(member(row, "Status"))));
    }

    private List<?> rows() throws IOException {
        request("members");
        return MsgPack.read(in) instanceof Map<?, ?> body
                        && body.get("Members") instanceof List<?> rows
                ? rows
                : List.of();
    }

    /// From here on the connection carries events and nothing else.
    void stream() throws IOException {
        request("stream", Map.of("Type", "user"));
    }

    Event next() throws IOException {
        in.mark(1);
        in.read();
        long firstByte = System.nanoTime();
        in.reset();
        MsgPack.read(in);
        return new Event(MsgPack.text(member(MsgPack.read(in), "Name")), firstByte);
    }

    private static Object member(Object map, String key) {
        var value = ((Map<?, ?>) map).get(key);
        if (value == null) {
            throw new IllegalStateException("serf's answer has no " + key);
        }
        return value;
    }

    private void request(String command, Object... arguments) throws IOException {
        MsgPack.write(out, Map.of("Command", command, "Seq", ++sequence));
        for (var argument : arguments) {
            MsgPack.write(out, argument);
        }
        out.flush();
        var error = MsgPack.text(member(MsgPack.read(in), "Error"));
        if (!error.isEmpty()) {
            throw new IOException("serf refused \"%s\": %s".formatted(command, error));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
