package io.starling.gossip.netty;

import io.netty.buffer.ByteBuf;
import io.starling.gossip.runtime.Transport;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/// Puts one frame together: a length of 4 bytes, big-endian, then as many bytes.
///
/// The length is checked before memory is set aside for it, and memory grows with what has really
/// arrived: a peer that declares a mebibyte and sends nothing costs the first step only.
///
/// Confined to the loop.
final class FrameReader {
    private static final int HEADER_BYTES = 4;
    private static final int FIRST_STEP_BYTES = 16 * 1024;

    /// What HTTP begins with, be it a request or a response. Read as a length, each of them is
    /// beyond the limit.
    private static final Set<String> HTTP =
            Set.of(
                    "GET ", "HEAD", "POST", "PUT ", "DELE", "CONN", "OPTI", "TRAC", "PATC", "PRI ",
                    "HTTP");

    sealed interface Progress {
        record Incomplete() implements Progress {}

        /// The frame is complete. What follows it was not consumed.
        @SuppressWarnings("ArrayRecordComponent") // Taken apart at once, never compared.
        record Complete(byte[] frame) implements Progress {}

        record TooLong(long declared) implements Progress {}

        record Http() implements Progress {}
    }

    private static final Progress INCOMPLETE = new Progress.Incomplete();

    private final byte[] header = new byte[HEADER_BYTES];
    private int headerBytes;
    private int length = -1;
    private byte[] frame = new byte[0];
    private int frameBytes;

    /// Consumes what belongs to the frame. Not to be called again after anything but `Incomplete`.
    Progress read(ByteBuf bytes) {
        if (length < 0) {
            int wanted = Math.min(HEADER_BYTES - headerBytes, bytes.readableBytes());
            bytes.readBytes(header, headerBytes, wanted);
            headerBytes += wanted;
            if (headerBytes < HEADER_BYTES) {
                return INCOMPLETE;
            }
            if (HTTP.contains(new String(header, StandardCharsets.ISO_8859_1))) {
                return new Progress.Http();
            }
            long declared = declaredLength();
            if (declared > Transport.FRAME_BYTES_MAX) {
                return new Progress.TooLong(declared);
            }
            length = (int) declared;
        }
        int wanted = Math.min(length - frameBytes, bytes.readableBytes());
        makeRoom(frameBytes + wanted);
        bytes.readBytes(frame, frameBytes, wanted);
        frameBytes += wanted;
        return frameBytes == length
                ? new Progress.Complete(
                        frame.length == length ? frame : Arrays.copyOf(frame, length))
                : INCOMPLETE;
    }

    /// How far it came, for people.
    String position() {
        if (length < 0) {
            return headerBytes == 0 ? "before a first byte" : "within the first bytes";
        }
        return "after %d of %d bytes".formatted(frameBytes, length);
    }

    private long declaredLength() {
        long declared = 0;
        for (byte b : header) {
            declared = (declared << 8) | (b & 0xff);
        }
        return declared;
    }

    private void makeRoom(int bytes) {
        if (bytes > frame.length) {
            int grown = Math.max(Math.max(FIRST_STEP_BYTES, 2 * frame.length), bytes);
            frame = Arrays.copyOf(frame, Math.min(grown, length));
        }
    }
}
