package io.starling.gossip.netty;

import io.starling.gossip.model.Endpoint;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;

/// A peer made of plain sockets, which does what no transport of ours would do.
final class RawPeer {
    private static final int PATIENCE_MILLIS = 10_000;

    /// What a peer does with the one connection it gets, after it read the request.
    @FunctionalInterface
    interface Script {
        void play(DataOutputStream out, DataInputStream in) throws IOException;
    }

    private RawPeer() {}

    static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    static Endpoint endpoint(ServerSocket socket) {
        return Endpoint.of(socket.getInetAddress(), socket.getLocalPort());
    }

    /// Serves one connection and closes it.
    static CompletableFuture<Void> serve(ServerSocket socket, Script script) {
        return CompletableFuture.runAsync(
                () -> {
                    try (var connection = socket.accept()) {
                        connection.setTcpNoDelay(true);
                        var in = new DataInputStream(connection.getInputStream());
                        in.readNBytes(in.readInt());
                        script.play(new DataOutputStream(connection.getOutputStream()), in);
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                });
    }

    static Socket connect(Endpoint target) throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(target.address(), target.port()), PATIENCE_MILLIS);
        return socket;
    }

    static void write(Socket socket, int... bytes) throws IOException {
        var out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = (byte) bytes[i];
        }
        socket.getOutputStream().write(out);
    }

    static byte[] read(Socket socket, int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    /// Whether the other side closes the connection, orderly or not, without sending a byte.
    static boolean isClosedByPeer(Socket socket) {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /// Whether one more byte can be written. It is false some time after the other side has closed.
    static boolean isOpenFor(Socket socket, int nextByte) {
        try {
            write(socket, nextByte);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
