package io.starling.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.Tags;
import io.starling.gossip.wire.proto.Wire;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The document says what the code does.
class ProtocolDocumentTest {
    private static String document = "";

    @BeforeAll
    static void read() throws IOException {
        document = Files.readString(Path.of("..", "docs", "protocol.md"));
    }

    @Test
    void headerTableIsTheLayout() {
        var datagram = ByteBuffer.wrap(Wires.packets().encode(List.of(), true));
        assertThat(datagram.getShort(at("magic", 2))).isEqualTo((short) 0x5354);
        assertThat(datagram.get(at("format version", 1))).isEqualTo((byte) Header.FORMAT_VERSION);
        assertThat(datagram.get(at("flags", 1))).isEqualTo((byte) Header.FLAG_LABEL);
        assertThat(datagram.getLong(at("cluster tag", 8))).isEqualTo(Samples.POOL.tag());
        assertThat(datagram.getInt(at("checksum or key id", 4))).isNotZero();
        assertThat(datagram.getLong(at("boot", 16))).isEqualTo(Samples.BOOT.ordinal());
        assertThat(datagram.getLong(at("boot", 16) + 8)).isEqualTo(Samples.BOOT.nonce());
        assertThat(datagram.getLong(at("counter", 8))).isEqualTo(1);
        assertThat(document).contains("| %d | 1 + n | label |".formatted(Header.BYTES));
        assertThat(document)
                .contains("| magic | `0x53 0x54`", "| format version | `1` |")
                .contains("| `0x01` | a label", "| `0x02` | the body is encrypted");
    }

    @Test
    void exampleIsTheGoldenPing() {
        var example =
                document.lines()
                        .dropWhile(line -> !line.startsWith("    53 54"))
                        .takeWhile(line -> line.startsWith("    "))
                        .map(line -> line.strip().split(" {3,}")[0].replace(" ", ""))
                        .collect(Collectors.joining());
        assertThat(HexFormat.of().parseHex(example)).isEqualTo(GoldenBytesTest.golden("ping"));
    }

    @Test
    void limitsAreThoseOfTheCode() {
        assertThat(document)
                .contains("| label | 1 to %d characters".formatted(Pool.PART_LENGTH_MAX))
                .contains("labels of the last %d foreign tags".formatted(ForeignPools.POOLS_MAX))
                .contains("| node name | 1 to %d bytes".formatted(Names.NODE_BYTES_MAX))
                .contains("| event name | 1 to %d bytes".formatted(Names.EVENT_BYTES_MAX))
                .contains("keys of 1 to %d bytes".formatted(Tags.KEY_BYTES_MAX))
                .contains("%d bytes together".formatted(Tags.BYTES_MAX))
                .contains("| marks of an ack | %d |".formatted(PartCodec.MARKS_MAX))
                .contains(
                        "| ranges of a pull, gone, have or held | %d |"
                                .formatted(PartCodec.RANGES_MAX))
                .contains(
                        "| question | timeout 1 to %d ms, 0 to %d relays"
                                .formatted(Question.TIMEOUT_MAX.toMillis(), Question.RELAYS_MAX))
                .contains("| content of an answer | %d bytes".formatted(Answer.CONTENT_BYTES_MAX))
                .contains("| tokens of a receipt | %d |".formatted(PartCodec.TOKENS_MAX))
                .contains("| components of a coordinate | %d".formatted(PartCodec.COMPONENTS_MAX))
                .contains(
                        "| reason of a refusal, failure of findings | %d "
                                .formatted(StreamCodec.REASON_LENGTH_MAX))
                .contains("| bits of a digest | 0 to %d;".formatted(StreamCodec.DIGEST_BITS_MAX))
                .contains("below %d |".formatted(1 << StreamCodec.DIGEST_BITS_MAX))
                .contains(
                        "| standings, and ids wanted, of a frame | %d each |"
                                .formatted(StreamCodec.STANDINGS_MAX))
                // TableDigestTest holds the code to it.
                .contains("hashes to `0x0ada98b4c705ce70`");
    }

    @Test
    void everyKindOfMessageIsExplained() {
        for (var message :
                Arrays.asList(Wire.Part.getDescriptor(), Wire.Exchange.getDescriptor())) {
            for (var field : message.getFields()) {
                assertThat(document).contains("`" + field.getMessageType().getName() + "`");
            }
        }
    }

    /// Where the table says that a field stands, if it has `bytes` bytes there.
    private static int at(String field, int bytes) {
        var row = Pattern.compile("\\| (\\d+) \\| %d \\| %s \\|".formatted(bytes, field));
        var found = row.matcher(document);
        assertThat(found.find()).as("row of %s", field).isTrue();
        return Integer.parseInt(found.group(1));
    }
}
