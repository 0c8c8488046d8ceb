package io.starling.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

class HeaderTest {
    private static final byte[] PING = Wires.datagram(Samples.PING);

    @Test
    void saysWhoSentWhatInWhichOrder() {
        var codec = Wires.packets();
        var first = ByteBuffer.wrap(codec.encode(List.of(), false));
        var second = ByteBuffer.wrap(codec.encode(List.of(), true));

        assertThat(first.getShort(0)).isEqualTo((short) 0x5354);
        assertThat(first.get(2)).isEqualTo((byte) 1);
        assertThat(first.get(3)).isZero();
        assertThat(first.getLong(4)).isEqualTo(Samples.POOL.tag());
        assertThat(first.getInt(12)).isEqualTo(sumWithoutItself(first.array()));
        assertThat(first.getLong(16)).isEqualTo(Samples.BOOT.ordinal());
        assertThat(first.getLong(24)).isEqualTo(Samples.BOOT.nonce());
        assertThat(first.getLong(32)).isEqualTo(1);
        assertThat(second.getLong(32)).isEqualTo(2);
        assertThat(second.get(3)).isEqualTo((byte) 1);
        assertThat(second.get(40)).isEqualTo((byte) "prod/dc1/lan".length());
        assertThat(new String(second.array(), 41, 12, StandardCharsets.UTF_8))
                .isEqualTo("prod/dc1/lan");
    }

    @Test
    void countsItsOwnBytes() {
        var codec = Wires.packets();
        assertThat(codec.encode(List.of(), false)).hasSize(codec.overheadBytes(false));
        assertThat(codec.encode(List.of(), true)).hasSize(codec.overheadBytes(true));
        var part = PartCodec.encode(Samples.PING);
        assertThat(codec.encode(List.of(part, part), true))
                .hasSize(codec.overheadBytes(true) + 2 * part.length);
    }

    /// Encryption will make its nonce of boot and counter.
    @Test
    void datagramsAndFramesOfOneSealerShareTheCounter() {
        var sealer = new Sealer(Samples.POOL, Samples.BOOT);
        var packets = new PacketCodec(sealer);
        var streams = new StreamCodec(sealer);
        assertThat(counter(packets.encode(List.of(), false))).isEqualTo(1);
        assertThat(counter(streams.encode(Samples.EXCHANGES.getFirst().value()))).isEqualTo(2);
        assertThat(counter(packets.encode(List.of(), true))).isEqualTo(3);
    }

    @Test
    void namesTheSenderToTheReceiver() {
        assertThat(new Sealer(Samples.POOL, Samples.BOOT).open(PING))
                .isInstanceOfSatisfying(
                        Header.class, header -> assertThat(header.boot()).isEqualTo(Samples.BOOT));
    }

    @Test
    void datagramWithoutPartsIsFine() {
        assertThat(Wires.parts(Wires.datagram())).isEmpty();
    }

    @Test
    void refusesNothingAtAll() {
        assertThat(Wires.malformed(new byte[0])).isEqualTo("empty");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 39})
    void refusesTruncatedHeader(int bytes) {
        assertThat(Wires.malformed(Arrays.copyOf(PING, bytes)))
                .isEqualTo(bytes + " bytes, the header alone has 40");
    }

    @Test
    void refusesOtherMagic() {
        assertThat(Wires.malformed(changed(PING, 0, 0x16)))
                .isEqualTo("starts with 0x16 0x54, this protocol with 0x53 0x54");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "POST /v1/x HTTP/1.1\r\n",
                "PUT /v1/event/fire/x HTTP/1.1\r\n",
                "HEAD /",
                "DELETE /x",
                "OPTIONS *",
                "PATCH /",
                "CONNECT a:1",
                "TRACE /",
                "PRI * HTTP/2.0",
                "GET "
            })
    void recognisesHttp(String request) {
        assertThat(Wires.malformed(request.getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(
                        "HTTP request at the gossip port; HTTP is served at the agent's http port");
    }

    @Test
    void refusesOtherFormatVersionWhateverFollows() {
        assertThat(Wires.malformed(changed(PING, 2, 9)))
                .isEqualTo("format version 9, this node speaks 1");
        assertThat(Wires.malformed(new byte[] {0x53, 0x54, (byte) 200}))
                .isEqualTo("format version 200, this node speaks 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x85})
    void refusesUnknownFlags(int flags) {
        assertThat(Wires.malformed(changed(PING, 3, flags)))
                .startsWith("flags 0x%02x, this node knows".formatted(flags));
    }

    @Test
    void refusesEveryFlippedBit() {
        var labelled = Wires.packets().encode(List.of(PartCodec.encode(Samples.PING)), true);
        for (int bit = 0; bit < 8 * labelled.length; bit++) {
            var damaged = labelled.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Wires.packets().decode(damaged, _ -> false))
                    .as("bit %d", bit)
                    .isInstanceOf(Decoded.Malformed.class);
        }
    }

    @Test
    void saysThatItIsDamaged() {
        var damaged = changed(PING, PING.length - 1, 0x55);
        assertThat(Wires.packets().decode(damaged, _ -> false))
                .isInstanceOfSatisfying(
                        Decoded.Malformed.class,
                        malformed ->
                                assertThat(malformed.reason()).startsWith("damaged: checksum"));
    }

    @Test
    void refusesEncryptionForWantOfAKey() {
        var encrypted = changed(PING, 3, 2);
        ByteBuffer.wrap(encrypted).putInt(12, 7);
        assertThat(Wires.malformed(encrypted))
                .isEqualTo("encrypted with key id 7, but this node has no key");
    }

    @Test
    void refusesLabelLongerThanTheRest() {
        var labelled = Wires.packets().encode(List.of(), true);
        assertThat(Wires.malformed(Arrays.copyOf(labelled, 40)))
                .isEqualTo("ends where the length of the label should stand");
        assertThat(Wires.malformed(Arrays.copyOf(labelled, labelled.length - 1)))
                .isEqualTo("label of 12 bytes, but only 11 follow");
        assertThat(Wires.malformed(changed(labelled, 40, 255)))
                .isEqualTo("label of 255 bytes, but only 12 follow");
    }

    @Test
    void refusesForeignLabelUnderOurTag() {
        var labelled = Wires.packets().encode(List.of(), true);
        assertThat(Wires.malformed(changed(labelled, 41, 'q')))
                .isEqualTo("a label that does not belong to our cluster tag, prod/dc1/lan");
        assertThat(Wires.malformed(changed(labelled, 40, 0)))
                .isEqualTo("a label that does not belong to our cluster tag, prod/dc1/lan");
    }

    private static int sumWithoutItself(byte[] sealed) {
        var sum = new CRC32C();
        sum.update(sealed, 0, 12);
        sum.update(sealed, 16, sealed.length - 16);
        return (int) sum.getValue();
    }

    private static long counter(byte[] sealed) {
        return ByteBuffer.wrap(sealed).getLong(32);
    }

    static byte[] changed(byte[] bytes, int at, int value) {
        var copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }
}
