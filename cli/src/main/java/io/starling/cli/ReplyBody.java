package io.starling.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/// The body of an HTTP/1 response, of whichever framing: counted, chunked, or up to the end of the
/// connection.
final class ReplyBody extends InputStream {
    /// Of a whole body, in bytes. 10,000 members with many tags need a tenth of it.
    static final long BYTES_MAX = 64L << 20;

    private static final int CHUNK_LINE_MAX = 1_024;
    private static final long UNTIL_CLOSED = -1;

    private final InputStream in;
    private final boolean chunked;
    /// Of the current chunk, or of the whole body. Negative if only the end of the stream will
    /// tell.
    private long left;
    private boolean first = true;
    private boolean ended;
    private long total;

    private ReplyBody(InputStream in, boolean chunked, long left) {
        this.in = in;
        this.chunked = chunked;
        this.left = left;
    }

    /// @throws TooLargeException if the head already announces more than `BYTES_MAX`
    static ReplyBody of(ReplyHead head, InputStream in) throws IOException {
        var encoding = head.header("transfer-encoding").orElse("").toLowerCase(Locale.ROOT);
        if (encoding.contains("chunked")) {
            return new ReplyBody(in, true, 0);
        }
        var length = head.header("content-length");
        if (length.isEmpty()) {
            return new ReplyBody(in, false, UNTIL_CLOSED);
        }
        long announced = number(length.get(), 10);
        if (announced > BYTES_MAX) {
            throw new TooLargeException();
        }
        return new ReplyBody(in, false, announced);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (chunked && left == 0 && !ended) {
            nextChunk();
        }
        if (ended || left == 0) {
            return -1;
        }
        int wanted = left == UNTIL_CLOSED ? length : (int) Math.min(length, left);
        int read = in.read(target, offset, wanted);
        if (read < 0) {
            if (left != UNTIL_CLOSED) {
                throw new EOFException("closed in the middle of an answer");
            }
            ended = true;
            return -1;
        }
        total += read;
        if (total > BYTES_MAX) {
            throw new TooLargeException();
        }
        left = left == UNTIL_CLOSED ? UNTIL_CLOSED : left - read;
        return read;
    }

    private void nextChunk() throws IOException {
        if (!first) {
            line();
        }
        first = false;
        var size = line();
        int extension = size.indexOf(';');
        left = number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
        ended = left == 0;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("closed in the middle of an answer");
            }
            if (line.length() == CHUNK_LINE_MAX) {
                throw new ReplyHead.NotHttpException(line.toString());
            }
            line.append((char) b);
        }
        return line.toString();
    }

    private static long number(String digits, int radix) throws ReplyHead.NotHttpException {
        try {
            long value = Long.parseLong(digits, radix);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, like a negative one.
        }
        throw new ReplyHead.NotHttpException(digits);
    }

    /// The body is larger than `BYTES_MAX`.
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        TooLargeException() {
            super("larger than " + (BYTES_MAX >> 20) + " MiB");
        }
    }
}
