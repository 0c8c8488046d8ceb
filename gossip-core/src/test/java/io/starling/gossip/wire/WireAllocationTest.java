package io.starling.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.sun.management.ThreadMXBean;

import io.starling.gossip.model.Message;
import io.starling.gossip.wire.proto.Wire;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Hostile frames of the full size cost a small multiple of their size, not of their fancy.
class WireAllocationTest {
    private static final int FRAME_BYTES = 1 << 20;
    /// The generated parser took 180 times the size of a frame of unknown fields when measured.
    private static final int MULTIPLE_MAX = 32;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void emptyRowsEndAtTheFirst() {
        assertThat(allocated(page(new byte[] {0x12, 0}))).isLessThan(64 * 1024);
    }

    @Test
    void smallestRowsStayWithinTheMultiple() {
        var row = ModelWriter.row(Samples.DEAD_MEMBER).toBuilder();
        row.getMemberBuilder()
                .setName("x")
                .setSubject(Wire.Id.getDefaultInstance())
                .setBoot(Wire.Boot.getDefaultInstance())
                .setIncarnation(Wire.Incarnation.getDefaultInstance())
                .getEndpointBuilder()
                .setAddress(ByteString.copyFrom(new byte[] {1, 1, 1, 1}));
        var page = Wire.StatePage.newBuilder().addMembers(row).build().toByteArray();
        assertThat(allocated(page(page))).isLessThan((long) FRAME_BYTES * MULTIPLE_MAX);
    }

    @Test
    void smallestProgressStaysWithinTheMultiple() {
        assertThat(allocated(page(new byte[] {0x22, 2, 0x0a, 0})))
                .isLessThan((long) FRAME_BYTES * MULTIPLE_MAX);
    }

    @Test
    void smallestStandingsAndIdsEndAtTheirLimit() {
        // A standing without an id, and one of zeros; an id of zeros.
        assertThat(allocated(rows(new byte[] {0x1a, 0}))).isLessThan(64 * 1024);
        assertThat(allocated(rows(new byte[] {0x1a, 4, 0x0a, 0, 0x12, 0})))
                .isLessThan((long) FRAME_BYTES * MULTIPLE_MAX);
        assertThat(allocated(rows(new byte[] {0x22, 0})))
                .isLessThan((long) FRAME_BYTES * MULTIPLE_MAX);
    }

    @Test
    void hashesEndAtTheirLimit() {
        var hashes = new byte[FRAME_BYTES - 200];
        var digest = new ByteArrayOutputStream();
        try {
            var out = CodedOutputStream.newInstance(digest);
            out.writeByteArray(6, hashes);
            out.flush();
            assertThat(allocated(frame(6, digest.toByteArray()))).isLessThan(256 * 1024);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void unknownFieldsCostNothing() throws IOException {
        var fields = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(fields);
        for (int number = 100; fields.size() < FRAME_BYTES - 200; number++) {
            out.writeUInt32(number, 1);
            out.flush();
        }
        var body = Wire.Exchange.newBuilder().setStreamAck(Wire.StreamAck.getDefaultInstance());
        var frame =
                Wires.packets()
                        .encode(List.of(body.build().toByteArray(), fields.toByteArray()), true);
        assertThat(allocated(frame)).isLessThan(64 * 1024);
        assertThat(Wires.streams().decode(frame)).isInstanceOf(DecodedExchange.Message.class);
    }

    @Test
    void marksAndTagsEndAtTheirLimit() {
        var ack = new byte[60_000];
        for (int i = 0; i < ack.length; i += 4) {
            System.arraycopy(new byte[] {0x12, 2, 0x0a, 0}, 0, ack, i, 4);
        }
        assertThat(allocated(datagram(3, ack))).isLessThan(64 * 1024);
        var tags = new byte[60_000];
        for (int i = 0; i < tags.length; i += 2) {
            System.arraycopy(new byte[] {0x42, 0}, 0, tags, i, 2);
        }
        assertThat(allocated(datagram(8, tags))).isLessThan(64 * 1024);
    }

    @Test
    void knownEventsCostNextToNothing() {
        var copy = PartCodec.encode(new Message.EventCopy(Samples.ENCODED, false));
        var copies = Collections.nCopies(500, copy);
        var datagram = Wires.packets().encode(copies, false);
        var codec = Wires.packets();
        long bytes = measured(() -> codec.decode(datagram, _ -> true));
        assertThat(bytes).isLessThan((long) datagram.length * 2);
    }

    /// Rows whose message repeats `piece` until the frame is full.
    private static byte[] rows(byte[] piece) {
        var body = new byte[(FRAME_BYTES - 200) / piece.length * piece.length];
        for (int i = 0; i < body.length; i += piece.length) {
            System.arraycopy(piece, 0, body, i, piece.length);
        }
        return frame(8, body);
    }

    private static byte[] frame(int kind, byte[] message) {
        try {
            var exchange = new ByteArrayOutputStream();
            var frame = CodedOutputStream.newInstance(exchange);
            frame.writeByteArray(kind, message);
            frame.flush();
            return Wires.packets().encode(List.of(exchange.toByteArray()), true);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// A push-pull answer that repeats `piece` in its page until the frame is full.
    private static byte[] page(byte[] piece) {
        var page = new byte[(FRAME_BYTES - 200) / piece.length * piece.length];
        for (int i = 0; i < page.length; i += piece.length) {
            System.arraycopy(piece, 0, page, i, piece.length);
        }
        var sender = ModelWriter.row(Samples.MEMBER);
        var answer = new ByteArrayOutputStream();
        try {
            var out = CodedOutputStream.newInstance(answer);
            out.writeMessage(1, sender);
            out.writeByteArray(2, page);
            out.flush();
            return frame(4, answer.toByteArray());
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] datagram(int kind, byte[] message) {
        try {
            var part = new ByteArrayOutputStream();
            var out = CodedOutputStream.newInstance(part);
            out.writeByteArray(kind, message);
            out.flush();
            var packet = new ByteArrayOutputStream();
            var body = CodedOutputStream.newInstance(packet);
            body.writeByteArray(1, part.toByteArray());
            body.flush();
            return Wires.packets().encode(List.of(packet.toByteArray()), false);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private long allocated(byte[] damaged) {
        var input = Wires.whole(damaged);
        var packets = Wires.packets();
        var streams = Wires.streams();
        return measured(
                () -> {
                    packets.decode(input, _ -> false);
                    streams.decode(input);
                });
    }

    /// The least of three runs: the first one loads classes.
    private long measured(Runnable decode) {
        var bytes = new long[3];
        for (int run = 0; run < bytes.length; run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            decode.run();
            bytes[run] = threads.getCurrentThreadAllocatedBytes() - before;
        }
        return Arrays.stream(bytes).min().orElseThrow();
    }
}
