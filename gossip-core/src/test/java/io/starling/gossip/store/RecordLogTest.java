package io.starling.gossip.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

class RecordLogTest {
    private static final HexFormat HEX = HexFormat.of();

    private final List<String> read = new ArrayList<>();

    @Test
    void recordIsLengthTypeChecksumBody() {
        // The checksum was computed apart from this program, with a table-driven CRC-32C.
        assertThat(HEX.formatHex(RecordLog.frame(0x0102, new byte[] {7, 8, 9})))
                .isEqualTo("00000003" + "0102" + "99799349" + "070809");
    }

    @Test
    void emptyFileIsALogWithoutRecords() {
        assertThat(scan(new byte[0])).isEqualTo(whole(0, 0));
        assertThat(read).isEmpty();
    }

    @Test
    void recordsComeBackInTheirOrder() {
        var file = log("a", "", "bcd");
        assertThat(scan(file)).isEqualTo(whole(3, file.length));
        assertThat(read).containsExactly("1:a", "2:", "3:bcd");
    }

    @Test
    void everyPrefixOfALogHasAPrefixOfItsRecords() {
        var bodies = new String[] {"one", "", "three", "x".repeat(100)};
        var file = log(bodies);
        for (int cut = 0; cut <= file.length; cut++) {
            read.clear();
            var scan = scan(Arrays.copyOf(file, cut));
            int whole = 0;
            int bytes = 0;
            while (whole < bodies.length && bytes + size(bodies[whole]) <= cut) {
                bytes += size(bodies[whole++]);
            }
            assertThat(scan.records()).as("cut at %d", cut).isEqualTo(whole);
            assertThat(scan.goodBytes()).as("cut at %d", cut).isEqualTo(bytes);
            assertThat(scan.damage().isPresent()).as("cut at %d", cut).isEqualTo(bytes < cut);
            assertThat(read).hasSize(whole);
        }
    }

    @Test
    void everyFlippedBitEndsTheLogBeforeItsRecord() {
        var file = log("one", "two", "three");
        for (int bit = 0; bit < 8 * file.length; bit++) {
            read.clear();
            var damaged = file.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            var scan = scan(damaged);
            int hit = bit / 8 < size("one") ? 0 : bit / 8 < 2 * size("one") ? 1 : 2;
            assertThat(scan.damage()).as("bit %d", bit).isPresent();
            assertThat(scan.goodBytes()).as("bit %d", bit).isEqualTo(hit * size("one"));
            assertThat(read).isEqualTo(List.of("1:one", "2:two", "3:three").subList(0, hit));
        }
    }

    @Test
    void noiseHoldsNoRecordsAndThrowsNothing() {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            var noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertThat(scan(noise).records()).isZero();
        }
        assertThat(scan(new byte[4_096]).damage().orElseThrow()).contains("no record begins here");
    }

    @Test
    void bodyAtTheLimitIsKeptAndOneByteMoreIsRefused() {
        var largest = RecordLog.frame(1, new byte[RecordLog.BODY_BYTES_MAX]);
        assertThat(scan(largest)).isEqualTo(whole(1, largest.length));
        assertThatThrownBy(() -> RecordLog.frame(1, new byte[RecordLog.BODY_BYTES_MAX + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536")
                .hasMessageContaining("65537");
    }

    @Test
    void declaredLengthBeyondTheLimitIsNotBelieved() {
        for (int length : new int[] {RecordLog.BODY_BYTES_MAX + 1, Integer.MAX_VALUE, -1}) {
            var file = log("one", "two");
            for (int i = 0; i < 4; i++) {
                file[size("one") + i] = (byte) (length >>> 24 - 8 * i);
            }
            assertThat(scan(file).goodBytes()).isEqualTo(size("one"));
            assertThat(scan(file).damage().orElseThrow()).contains(Integer.toString(length));
        }
    }

    @Test
    void typesHaveTheirRange() {
        assertThat(scan(RecordLog.frame(65_535, new byte[0])).records()).isEqualTo(1);
        assertThat(read).containsExactly("65535:");
        for (int type : new int[] {0, -1, 65_536}) {
            assertThatThrownBy(() -> RecordLog.frame(type, new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(type));
        }
    }

    @Test
    void fileBeyondTheLimitIsReadUpToIt() {
        var frame = RecordLog.frame(1, new byte[RecordLog.BODY_BYTES_MAX]);
        int fitting = RecordLog.FILE_BYTES_MAX / frame.length;
        var out = new ByteArrayOutputStream();
        for (int i = 0; i <= fitting; i++) {
            out.writeBytes(frame);
        }
        var scan = RecordLog.scan(out.toByteArray(), (_, _) -> {});
        assertThat(scan.records()).isEqualTo(fitting);
        assertThat(scan.damage()).isPresent();
    }

    private RecordLog.Scan scan(byte[] file) {
        return RecordLog.scan(file, (type, body) -> read.add(type + ":" + new String(body)));
    }

    private static RecordLog.Scan whole(int records, int bytes) {
        return new RecordLog.Scan(records, bytes, java.util.Optional.empty());
    }

    private static int size(String body) {
        return RecordLog.HEADER_BYTES + body.length();
    }

    private static byte[] log(String... bodies) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < bodies.length; i++) {
            out.writeBytes(RecordLog.frame(i + 1, bodies[i].getBytes()));
        }
        return out.toByteArray();
    }
}
