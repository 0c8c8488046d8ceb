package io.starling.gossip.sim;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/// Where the messages of a process pass, in both directions. While it is closed they wait in
/// order, though the process itself goes on: as when the threads that send and receive are not
/// given a processor (Lifeguard §V).
///
/// Holds as many bytes as a receive buffer does; what finds no room is lost.
final class Gate {
    private final int bytesMax;
    private boolean closed;
    private @Nullable ArrayDeque<Waiting> waiting;
    private int waitingBytes;

    private record Waiting(int bytes, Runnable message) {}

    Gate(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// Lets a message through, now or when the gate opens.
    ///
    /// @return whether there was room for it
    boolean pass(int bytes, Runnable message) {
        if (!closed) {
            message.run();
            return true;
        }
        if (waitingBytes + bytes > bytesMax) {
            return false;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.add(new Waiting(bytes, message));
        waitingBytes += bytes;
        return true;
    }

    void close() {
        closed = true;
    }

    void open() {
        closed = false;
        var passing = waiting;
        waiting = null;
        waitingBytes = 0;
        if (passing != null) {
            passing.forEach(message -> message.message().run());
        }
    }
}
