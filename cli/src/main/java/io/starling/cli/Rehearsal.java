package io.starling.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Runs the verbs once against an agent that only pretends.
///
/// The launcher does this after a build, to record which classes a start needs: with that archive
/// the program starts in half the time. Shows nothing; the exit status is 1 if a verb did not do
/// what it should, and then there is nothing to record.
final class Rehearsal {
    private static final String ID = "46ee8f51-bc70-3c12-e415-9fae23818ec8";
    private static final String EVENT =
            "{\"ID\":\"" + ID + "\",\"Name\":\"rehearsal\",\"Payload\":\"eA==\",\"LTime\":1}";
    private static final String MEMBER =
            "{\"Name\":\"n\",\"Addr\":\"127.0.0.1\",\"Port\":8301,\"Tags\":{\"role\":\"node\"},"
                    + "\"Status\":1}";
    private static final String SELF = "{\"Stats\":{\"agent\":{\"services\":\"0\"}}}";

    private static final Map<List<String>, Integer> VERBS =
            Map.of(
                    List.of("event", "-name=rehearsal"), 0,
                    List.of("event", "-name", "rehearsal", "-format=json"), 0,
                    List.of("event", "list"), 0,
                    List.of("members"), 0,
                    List.of("members", "-status=alive", "-detailed"), 0,
                    List.of("info"), 0,
                    List.of("join", "127.0.0.1"), 0,
                    List.of("watch", "-backlog"), 1,
                    List.of("version"), 0,
                    List.of("evnt"), 127);

    private Rehearsal() {}

    public static void main(String[] none) throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var pretender = new Thread(() -> serve(server), "pretended-agent");
            pretender.setDaemon(true);
            pretender.start();
            var address = "127.0.0.1:" + server.getLocalPort();
            boolean good =
                    VERBS.entrySet().stream()
                            .allMatch(verb -> run(address, verb.getKey()) == verb.getValue());
            if (!good) {
                System.exit(1);
            }
        }
    }

    private static int run(String address, List<String> words) {
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var environment = Map.of("STARLING_HTTP_ADDR", address);
        return new Main(environment, InputStream.nullInputStream(), nowhere, nowhere, false)
                .run(words);
    }

    private static void serve(ServerSocket server) {
        while (true) {
            try (var socket = server.accept()) {
                answer(socket);
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket socket) throws IOException {
        var in =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        var target = String.valueOf(in.readLine());
        for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            // The headers do not matter.
        }
        boolean ends = target.contains("index=");
        var body =
                target.contains("/event/fire")
                        ? EVENT
                        : target.contains("/event/list")
                                ? "[" + EVENT + "]"
                                : target.contains("/members") ? "[" + MEMBER + "]" : SELF;
        var reply =
                "HTTP/1.1 %s\r\nX-Consul-Index: 1\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(ends ? "403 Forbidden" : "200 OK", body.length(), body);
        socket.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
    }
}
