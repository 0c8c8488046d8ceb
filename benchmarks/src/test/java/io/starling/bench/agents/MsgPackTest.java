package io.starling.bench.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

class MsgPackTest {

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        var bytes = new ByteArrayOutputStream();
        var payload = new byte[200];
        payload[7] = 7;
        MsgPack.write(
                new DataOutputStream(bytes),
                Map.of(
                        "Name",
                        "x".repeat(40),
                        "Payload",
                        payload,
                        "Coalesce",
                        false,
                        "Seq",
                        70_000));

        var read = (Map<?, ?>) MsgPack.read(in(bytes.toByteArray()));
        assertThat(read.get("Seq")).isEqualTo(70_000L);
        assertThat(read.get("Coalesce")).isEqualTo(false);
        assertThat(read.get("Payload")).isEqualTo(payload);
        assertThat(read.get("Name")).isEqualTo("x".repeat(40).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyFormOfNumberAndLengthIsRead() throws Exception {
        assertThat(read("05")).isEqualTo(5L);
        assertThat(read("ff")).isEqualTo(-1L);
        assertThat(read("ccc8")).isEqualTo(200L);
        assertThat(read("cdffff")).isEqualTo(65_535L);
        assertThat(read("ceffffffff")).isEqualTo(4_294_967_295L);
        assertThat(read("d0fe")).isEqualTo(-2L);
        assertThat(read("d1fffe")).isEqualTo(-2L);
        assertThat(read("cb3ff0000000000000")).isEqualTo(1.0);
        assertThat(read("c0")).isSameAs(MsgPack.NIL);
        assertThat(read("9201c3")).isEqualTo(List.of(1L, true));
        assertThat(read("da0001" + "61")).isEqualTo(new byte[] {'a'});
        assertThat(read("d901" + "61")).isEqualTo(new byte[] {'a'});
    }

    @Test
    void lengthsBeyondTheBoundAreRefusedBeforeAnythingIsAllocated() {
        assertThatThrownBy(() -> read("dbffffffff")).hasMessageContaining("a length of -1");
        assertThatThrownBy(() -> read("db7fffffff")).hasMessageContaining("a length of 2147483647");
        assertThatThrownBy(() -> read("dd00100001")).hasMessageContaining("a length of 1048577");
    }

    @Test
    void whatIsNoMessagePackIsRefused() {
        assertThatThrownBy(() -> read("c1")).hasMessageContaining("begins with 0xc1");
        assertThatThrownBy(() -> read("a361")).isInstanceOf(IOException.class);
    }

    private static Object read(String hex) throws IOException {
        return MsgPack.read(in(HexFormat.of().parseHex(hex)));
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
