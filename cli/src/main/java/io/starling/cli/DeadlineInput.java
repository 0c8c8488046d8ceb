package io.starling.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// What a server sends, until a moment that does not move: one that sends a byte now and then
/// cannot hold its client for ever, as it could with a timeout for each read.
final class DeadlineInput extends FilterInputStream {
    private final Socket socket;
    private final long deadlineNanos;

    DeadlineInput(Socket socket, Duration patience) throws IOException {
        super(socket.getInputStream());
        this.socket = socket;
        this.deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    @Override
    public int read() throws IOException {
        limitNextRead();
        return super.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        limitNextRead();
        return super.read(target, offset, length);
    }

    private void limitNextRead() throws IOException {
        long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
            throw new SocketTimeoutException();
        }
        socket.setSoTimeout((int) Math.min(leftMillis, Integer.MAX_VALUE));
    }
}
