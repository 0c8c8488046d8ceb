package io.starling.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Part;
import io.starling.gossip.wire.Samples.Sample;
import io.starling.gossip.wire.proto.Wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

class PacketCodecTest {

    static List<Sample<Part>> parts() {
        return Samples.PARTS;
    }

    @ParameterizedTest
    @MethodSource("parts")
    void partsComeBackAsTheyWere(Sample<Part> sample) {
        assertThat(Wires.parts(Wires.datagram(sample.value()))).containsExactly(sample.value());
    }

    @Test
    void everyKindOfPartHasASample() {
        var kinds = Samples.PARTS.stream().map(sample -> sample.value().getClass()).distinct();
        assertThat(kinds).hasSize(Wire.Part.getDescriptor().getFields().size());
    }

    @Test
    void partsKeepTheOrderOfTheDatagram() {
        var parts = Samples.PARTS.stream().map(Sample::value).toList();
        assertThat(Wires.parts(Wires.datagram(parts.toArray(Part[]::new)))).isEqualTo(parts);
    }

    @Test
    void bodyIsThePlainConcatenationOfFramedParts() throws IOException {
        var framed = Samples.PARTS.stream().map(Sample::value).map(PartCodec::encode).toList();
        var concatenated = new ByteArrayOutputStream();
        for (var part : framed) {
            concatenated.write(part);
        }
        var datagram = Wires.packets().encode(framed, false);
        assertThat(Arrays.copyOfRange(datagram, Header.BYTES, datagram.length))
                .isEqualTo(concatenated.toByteArray());
    }

    @Test
    void labelChangesNothingAboutTheParts() {
        var framed = List.of(PartCodec.encode(Samples.PING));
        assertThat(Wires.parts(Wires.packets().encode(framed, true))).containsExactly(Samples.PING);
    }

    @Test
    void keepsNothingOfTheDatagram() {
        var datagram =
                Wires.datagram(Samples.PARTS.stream().map(Sample::value).toArray(Part[]::new));
        var parts = Wires.parts(datagram);
        Arrays.fill(datagram, (byte) 0xff);
        assertThat(parts).isEqualTo(Samples.PARTS.stream().map(Sample::value).toList());
    }

    /// Cut anywhere, a datagram is refused or, between two parts, shorter: never half understood.
    @Test
    void truncatedDatagramIsRefusedOrShorter() {
        var datagram = Wires.datagram(Samples.PING, Samples.LEFT);
        int first = Header.BYTES + PartCodec.encode(Samples.PING).length;
        for (int length = Header.BYTES; length < datagram.length; length++) {
            var decoded = Wires.decode(Arrays.copyOf(datagram, length));
            if (length == Header.BYTES || length == first) {
                assertThat(decoded).isInstanceOf(Decoded.Packet.class);
            } else {
                assertThat(decoded).as("cut at %d", length).isInstanceOf(Decoded.Malformed.class);
            }
        }
    }
}
