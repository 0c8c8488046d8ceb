package io.starling.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Part;
import io.starling.gossip.wire.Samples.Sample;
import io.starling.gossip.wire.proto.Wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The bytes of every kind of message, as the first release wrote them. Nodes of all releases share
/// a cluster, so the files are never changed, only added to.
class GoldenBytesTest {

    static List<Sample<Part>> parts() {
        return Samples.PARTS;
    }

    static List<Sample<Exchange>> exchanges() {
        return Samples.EXCHANGES;
    }

    @ParameterizedTest
    @MethodSource("parts")
    void datagramIsWrittenAsEver(Sample<Part> sample) {
        var golden = golden(sample.file());
        assertThat(hex(Wires.datagram(sample.value()))).isEqualTo(hex(golden));
        assertThat(Wires.parts(golden)).containsExactly(sample.value());
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void frameIsWrittenAsEver(Sample<Exchange> sample) {
        var golden = golden(sample.file());
        assertThat(hex(Wires.streams().encode(sample.value()))).isEqualTo(hex(golden));
        assertThat(Wires.exchange(golden)).isEqualTo(sample.value());
    }

    @Test
    void labelledDatagramOfSeveralPartsIsWrittenAsEver() {
        var codec = Wires.packets();
        var framed = List.of(PartCodec.encode(Samples.PING), PartCodec.encode(Samples.LEFT));
        codec.encode(List.of(), false);
        assertThat(hex(codec.encode(framed, true))).isEqualTo(hex(golden("labelled")));
        assertThat(Wires.parts(golden("labelled"))).containsExactly(Samples.PING, Samples.LEFT);
    }

    @Test
    void datagramOfNewerReleaseIsUnderstoodAsFarAsItIsKnown() {
        assertThat(Wires.parts(golden("newer-release"))).containsExactly(Samples.LEFT);
    }

    @Test
    void frameOfNewerReleaseIsUnderstoodAsFarAsItIsKnown() {
        assertThat(Wires.exchange(golden("newer-release-frame")))
                .isEqualTo(
                        new Exchange.PushPull(
                                Samples.MEMBER, true, Samples.EMPTY_PAGE, Optional.empty()));
    }

    @Test
    void everyFileIsReadByATest() throws IOException {
        var named = new TreeSet<>(List.of("labelled", "newer-release", "newer-release-frame"));
        Samples.PARTS.forEach(sample -> named.add(sample.file()));
        Samples.EXCHANGES.forEach(sample -> named.add(sample.file()));
        try (var files = Files.list(Path.of("src", "test", "resources", "golden"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".hex", "")))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
    }

    /// What a second implementation would do: read the schema, not our readers.
    @ParameterizedTest
    @MethodSource("parts")
    void generatedParserReadsTheSameBytes(Sample<Part> sample) throws IOException {
        var golden = golden(sample.file());
        var body = Arrays.copyOfRange(golden, Header.BYTES, golden.length);
        var packet = Wire.Packet.parseFrom(body);
        assertThat(packet.getPartCount()).isEqualTo(1);
        assertThat(packet.getPart(0).getPartCase()).isNotEqualTo(Wire.Part.PartCase.PART_NOT_SET);
        assertThat(packet.getUnknownFields().asMap()).isEmpty();
        assertThat(packet.toByteArray()).isEqualTo(body);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /// Hex digits; blanks, and lines that begin with `#`, are for people.
    static byte[] golden(String name) {
        try (var in = GoldenBytesTest.class.getResourceAsStream("/golden/" + name + ".hex")) {
            assertThat(in).as("golden/%s.hex", name).isNotNull();
            var digits =
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .collect(Collectors.joining())
                            .replace(" ", "");
            return HexFormat.of().parseHex(digits);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
