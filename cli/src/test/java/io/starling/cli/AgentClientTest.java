package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// Servers that are no agent, or one that is not well.
class AgentClientTest {
    private static final Request READ = Request.get("/agent/self");
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @Test
    void readsCountedChunkedAndUnframedBodies() throws IOException {
        assertThat(ask(OK + "Content-Length: 7\r\n\r\n{\"a\":1}")).isEqualTo("{\"a\":1}");
        assertThat(ask(OK + "\r\n{\"a\":1}")).isEqualTo("{\"a\":1}");
        assertThat(
                        ask(
                                OK
                                        + "Transfer-Encoding: chunked\r\n\r\n"
                                        + "3;x=y\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n"))
                .isEqualTo("{\"a\":1}");
        assertThat(ask("HTTP/1.1 100 Continue\r\n\r\n" + OK + "\r\n[]")).isEqualTo("[]");
        assertThat(ask("HTTP/1.0 200 OK\n\n[]")).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "220 mail ESMTP\r\n",
                "\u0015\u0003\u0001\u0000\u0002\u0002P\n",
                "HTTP/1.1 xyz\r\n\r\n",
                "HTTP/2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "garbage without an end"
            })
    void saysThatItIsNotHttp(String sent) {
        assertThatThrownBy(() -> ask(sent))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("does not speak HTTP: it answered \"")
                .satisfies(e -> assertThat(Output.isPrintable(e.toString())).isTrue());
    }

    @Test
    void boundsTheHead() {
        assertThatThrownBy(() -> ask(OK + "X: " + "y".repeat(65_536) + "\r\n\r\n[]"))
                .hasMessageContaining("does not speak HTTP");
        assertThatThrownBy(() -> ask("x".repeat(200_000)))
                .hasMessageContaining("does not speak HTTP")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(500));
    }

    @Test
    void saysThatAPageIsNotAnAgentsAnswer() {
        assertThatThrownBy(() -> ask(OK + "Content-Type: text/html\r\n\r\n<!DOCTYPE html><p>hi"))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is no agent's: it should be JSON, but ");
    }

    @Test
    void passesOnWhatARefusalSaysShortAndPrintable() {
        assertThatThrownBy(() -> ask("HTTP/1.1 403 Forbidden\r\n\r\nPermission denied\n"))
                .hasMessage("Unexpected response code: 403 (Permission denied)");
        assertThatThrownBy(() -> ask("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"))
                .hasMessage("Unexpected response code: 500");
        assertThatThrownBy(() -> ask("HTTP/1.1 502 Bad\r\n\r\n\u001b[31m" + "x".repeat(1_000_000)))
                .hasMessageStartingWith("Unexpected response code: 502 (\\u001b[31mxxx")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(400));
        assertThatThrownBy(() -> ask("HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n"))
                .hasMessage("Unexpected response code: 301");
    }

    @Test
    void refusesAnAnnouncedGiantAtOnce() {
        assertThatThrownBy(() -> ask(OK + "Content-Length: 67108865\r\n\r\n"))
                .hasMessageEndingWith("is no agent's: it is larger than 64 MiB");
    }

    @Test
    void stopsReadingAnEndlessAnswer() {
        assertThatThrownBy(
                        () ->
                                ask(
                                        READ,
                                        Duration.ofSeconds(30),
                                        out -> {
                                            out.write(ascii(OK + "\r\n["));
                                            var block = ascii('"' + "x".repeat(1 << 16) + "\",");
                                            for (int i = 0; i < 2_000; i++) {
                                                out.write(block);
                                            }
                                        }))
                .isInstanceOf(AgentException.class)
                .hasMessageEndingWith("is no agent's: it is larger than 64 MiB");
    }

    @Test
    void noticesAnAnswerThatBreaksOff() {
        assertThatThrownBy(() -> ask(OK + "Content-Length: 10\r\n\r\n[1,"))
                .hasMessageEndingWith("broke (closed in the middle of an answer)");
        assertThatThrownBy(() -> ask("")).hasMessageEndingWith("broke (closed without an answer)");
    }

    @Test
    void saysThatAnInterruptedActionMayHaveHappened() {
        assertThatThrownBy(() -> ask(Request.put("/x"), Duration.ofSeconds(30), _ -> {}))
                .hasMessageEndingWith(
                        "broke (closed without an answer);"
                                + " it may or may not have done what it was asked");
    }

    @Test
    void doesNotWaitForASilentServerForEver() {
        var done = new CountDownLatch(1);
        assertThatThrownBy(() -> ask(READ, Duration.ofSeconds(1), _ -> await(done)))
                .hasMessageMatching("no answer from the agent at 127.0.0.1:\\d+ within 1 s");
        done.countDown();
    }

    @Test
    void aTrickleDoesNotExtendTheWait() {
        assertThatThrownBy(
                        () ->
                                ask(
                                        READ,
                                        Duration.ofSeconds(1),
                                        out -> {
                                            out.write(ascii(OK));
                                            // Until the client hangs up and the write fails.
                                            while (true) {
                                                out.write('x');
                                                out.flush();
                                                LockSupport.parkNanos(20_000_000);
                                            }
                                        }))
                .hasMessageContaining("within 1 s");
    }

    @Test
    void readsTheAnswerOfAServerThatDidNotReadTheWholeRequest() throws IOException {
        // Ours refuses a body that is too large before it has read it.
        var large = Request.put("/event/fire/x").body(new byte[4_000_000]);
        assertThatThrownBy(
                        () ->
                                askUnread(
                                        large,
                                        "HTTP/1.1 500 x\r\nContent-Length: 9\r\n\r\ntoo large"))
                .hasMessageContaining("Unexpected response code: 500 (too large)");
    }

    private static String ask(String sent) throws IOException {
        return ask(READ, Duration.ofSeconds(30), out -> out.write(ascii(sent)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static String ask(Request request, Duration patience, Server server)
            throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (var socket = listener.accept()) {
                                    readHead(socket);
                                    server.answer(socket.getOutputStream());
                                } catch (IOException clientGone) {
                                    // That is what some of these tests are about.
                                }
                            });
            return client(listener, patience).ask(request).json().write();
        }
    }

    private static void askUnread(Request request, String answer) throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (var socket = listener.accept()) {
                                    socket.getOutputStream().write(ascii(answer));
                                    socket.shutdownOutput();
                                    // Half closed: a reset would take the answer away.
                                    socket.getInputStream()
                                            .transferTo(OutputStream.nullOutputStream());
                                } catch (IOException clientGone) {
                                    // Expected.
                                }
                            });
            client(listener, Duration.ofSeconds(30)).tell(request);
        }
    }

    private static AgentClient client(ServerSocket listener, Duration patience) {
        return new AgentClient(
                new AgentAddress("127.0.0.1", listener.getLocalPort()),
                Optional.empty(),
                patience,
                new Progress(System.err, false));
    }

    private static void readHead(Socket socket) throws IOException {
        int ends = 0;
        var in = socket.getInputStream();
        while (ends < 2) {
            int b = in.read();
            ends = b == '\n' ? ends + 1 : b == '\r' ? ends : 0;
            if (b < 0) {
                return;
            }
        }
    }

    /// What a server does once it has read a request.
    @FunctionalInterface
    private interface Server {
        void answer(OutputStream out) throws IOException;
    }
}
