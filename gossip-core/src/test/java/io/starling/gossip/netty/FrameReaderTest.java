package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.gossip.runtime.Transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Random;

class FrameReaderTest {

    @Test
    void frameInOnePieceIsComplete() {
        assertThat(complete(new FrameReader().read(bytes(0, 0, 0, 2, 'a', 'b'))))
                .containsExactly('a', 'b');
    }

    @Test
    void emptyFrameIsComplete() {
        assertThat(complete(new FrameReader().read(bytes(0, 0, 0, 0)))).isEmpty();
    }

    @Test
    void frameInSingleBytesIsCompleteWithTheLast() {
        var reader = new FrameReader();
        var frame = bytes(0, 0, 0, 2, 'a', 'b');
        for (int i = 0; i < 5; i++) {
            assertThat(reader.read(frame.readSlice(1)))
                    .isEqualTo(new FrameReader.Progress.Incomplete());
        }
        assertThat(complete(reader.read(frame))).containsExactly('a', 'b');
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void frameInRandomPiecesArrivesUnaltered(long seed) {
        var random = new Random(seed);
        var payload = new byte[random.nextInt(Transport.FRAME_BYTES_MAX)];
        random.nextBytes(payload);
        var stream = Unpooled.buffer().writeInt(payload.length).writeBytes(payload);
        var reader = new FrameReader();
        FrameReader.Progress progress = new FrameReader.Progress.Incomplete();
        while (stream.isReadable()) {
            assertThat(progress).isEqualTo(new FrameReader.Progress.Incomplete());
            int piece = Math.min(1 + random.nextInt(100_000), stream.readableBytes());
            progress = reader.read(stream.readSlice(piece));
        }
        assertThat(complete(progress)).isEqualTo(payload);
    }

    @Test
    void whatFollowsTheFrameIsLeft() {
        var stream = bytes(0, 0, 0, 1, 'a', 'b', 'c');
        complete(new FrameReader().read(stream));
        assertThat(stream.readableBytes()).isEqualTo(2);
    }

    @Test
    void largestLengthIsTakenAndOnePastItIsNot() {
        assertThat(new FrameReader().read(bytes(0, 0x10, 0, 0)))
                .isEqualTo(new FrameReader.Progress.Incomplete());
        assertThat(new FrameReader().read(bytes(0, 0x10, 0, 1)))
                .isEqualTo(new FrameReader.Progress.TooLong(Transport.FRAME_BYTES_MAX + 1L));
        assertThat(new FrameReader().read(bytes(0xff, 0xff, 0xff, 0xff)))
                .isEqualTo(new FrameReader.Progress.TooLong(0xffff_ffffL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "POST /", "PRI * HTTP/2.0", "HTTP/1.1 200 OK"})
    void httpIsRecognised(String text) {
        var stream = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        assertThat(new FrameReader().read(stream)).isEqualTo(new FrameReader.Progress.Http());
    }

    @Test
    void positionSaysHowFarItCame() {
        var reader = new FrameReader();
        assertThat(reader.position()).isEqualTo("before a first byte");
        reader.read(bytes(0, 0));
        assertThat(reader.position()).isEqualTo("within the first bytes");
        reader.read(bytes(1, 0, 'x'));
        assertThat(reader.position()).isEqualTo("after 1 of 256 bytes");
    }

    private static byte[] complete(FrameReader.Progress progress) {
        return ((FrameReader.Progress.Complete) progress).frame();
    }

    private static ByteBuf bytes(int... bytes) {
        var buffer = Unpooled.buffer();
        for (int b : bytes) {
            buffer.writeByte(b);
        }
        return buffer;
    }
}
