package io.starling.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.gossip.netty.ServiceRecords.Target;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import javax.naming.CommunicationException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;

/// The JDK's provider against a name server of three lines.
@Tag("integration")
class ServiceRecordsTest {
    private static final int NAME_ERROR = 3;

    @Test
    void lowestPriorityComesFirstAndThenTheHighestWeight() throws Exception {
        var answer = List.of("1 9 3 c.example.", "0 1 2 b.example.", "0 5 1 a.example.");
        try (var server = new NameServer(0, answer)) {
            assertThat(server.ask("_starling._udp.example"))
                    .containsExactly(
                            new Target(0, 5, 1, "a.example."),
                            new Target(0, 1, 2, "b.example."),
                            new Target(1, 9, 3, "c.example."));
        }
    }

    @Test
    void nameThatTheServerDoesNotKnowIsNotFound() throws Exception {
        try (var server = new NameServer(NAME_ERROR, List.of())) {
            assertThatThrownBy(() -> server.ask("_s._udp.example"))
                    .isInstanceOf(NameNotFoundException.class);
        }
    }

    @Test
    void nameWithoutSuchRecordsBringsNone() throws Exception {
        try (var server = new NameServer(0, List.of())) {
            assertThat(server.ask("_s._udp.example")).isEmpty();
        }
    }

    @Test
    void serviceThatIsDeclaredAbsentBringsNone() throws Exception {
        try (var server = new NameServer(0, List.of("0 0 1 ."))) {
            assertThat(server.ask("_s._udp.example")).isEmpty();
        }
    }

    @Test
    void serverThatDoesNotAnswerIsNoServer() throws Exception {
        try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var records = new ServiceRecords("dns://127.0.0.1:" + silent.getLocalPort());
            assertThatThrownBy(() -> records.of("_s._udp.example"))
                    .isInstanceOf(CommunicationException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 2 3",
                "1 2 3 host more",
                "1 2 0 host",
                "1 2 65536 host",
                "x 2 3 host",
                "1 -2 3 host",
                "0 0 1 ."
            })
    void recordThatIsNoneIsPassedOver(String record) {
        assertThat(Target.parse(record)).isEmpty();
    }

    /// Answers every question with the same records.
    private static final class NameServer implements AutoCloseable {
        private final DatagramSocket socket =
                new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final int code;
        private final List<String> records;

        NameServer(int code, List<String> records) throws IOException {
            this.code = code;
            this.records = records;
            Thread.ofVirtual().start(this::serve);
        }

        List<Target> ask(String name) throws NamingException {
            return new ServiceRecords("dns://127.0.0.1:" + socket.getLocalPort()).of(name);
        }

        private void serve() {
            try {
                while (!socket.isClosed()) {
                    var question = new DatagramPacket(new byte[512], 512);
                    socket.receive(question);
                    var answer = answer(Arrays.copyOf(question.getData(), question.getLength()));
                    socket.send(
                            new DatagramPacket(answer, answer.length, question.getSocketAddress()));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        /// The question, marked as answered, and the records behind it (RFC 1035 §4.1).
        private byte[] answer(byte[] question) {
            question[2] |= (byte) 0x80;
            question[3] = (byte) (0x80 | code);
            question[7] = (byte) records.size();
            var out = new ByteArrayOutputStream();
            try (var data = new DataOutputStream(out)) {
                data.write(question);
                for (var record : records) {
                    var words = record.split(" ");
                    var target = name(words[3]);
                    data.writeShort(0xc00c); // The name that was asked for.
                    data.writeShort(33);
                    data.writeShort(1);
                    data.writeInt(60);
                    data.writeShort(6 + target.length);
                    for (int i = 0; i < 3; i++) {
                        data.writeShort(Integer.parseInt(words[i]));
                    }
                    data.write(target);
                }
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return out.toByteArray();
        }

        private static byte[] name(String text) {
            var out = new ByteArrayOutputStream();
            for (var label : text.split("\\.")) {
                out.write(label.length());
                out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
            }
            out.write(0);
            return out.toByteArray();
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
