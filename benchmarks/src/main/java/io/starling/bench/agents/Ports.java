package io.starling.bench.agents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Ports of 127.0.0.1 that nobody uses, neither for datagrams nor for streams.
final class Ports {
    static final String HOST = "127.0.0.1";
    private static final int TRIES_MAX = 10_000;

    private Ports() {}

    /// All are held until all are found, so that no two are the same.
    static List<Integer> free(int count) {
        var held = new ArrayList<AutoCloseable>();
        var found = new ArrayList<Integer>();
        try {
            for (int tries = 0; found.size() < count; tries++) {
                var stream = new ServerSocket(0, 1, InetAddress.getByName(HOST));
                held.add(stream);
                if (holdsDatagrams(stream.getLocalPort(), held)) {
                    found.add(stream.getLocalPort());
                }
                if (tries == TRIES_MAX) {
                    throw new IllegalStateException("no %d free ports".formatted(count));
                }
            }
            return found;
        } catch (IOException none) {
            throw new UncheckedIOException("cannot open a port of " + HOST, none);
        } finally {
            held.forEach(Ports::release);
        }
    }

    private static boolean holdsDatagrams(int port, List<AutoCloseable> held) {
        try {
            held.add(new DatagramSocket(new InetSocketAddress(HOST, port)));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static void release(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
