package io.starling.gossip.runtime;

import io.starling.gossip.model.Endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Keeps what a transport hands over, and answers requests as it was told to. Loop only.
@SuppressWarnings("ArrayRecordComponent") // Looked at by the tests, never compared.
public final class RecordingListener implements Transport.Listener {
    public record Datagram(Endpoint source, byte[] bytes) {}

    public record Request(Endpoint source, byte[] bytes, Consumer<byte[]> answer) {}

    public final List<Datagram> datagrams = new ArrayList<>();
    public final List<Request> requests = new ArrayList<>();
    private final Consumer<Request> answering;

    private RecordingListener(Consumer<Request> answering) {
        this.answering = answering;
    }

    /// Answers every request with the request's own bytes.
    public static RecordingListener echoing() {
        return new RecordingListener(request -> request.answer().accept(request.bytes()));
    }

    /// Answers nothing; a test may do it later.
    public static RecordingListener silent() {
        return new RecordingListener(request -> {});
    }

    /// @param answering called with each request after it was kept
    public static RecordingListener answering(Consumer<Request> answering) {
        return new RecordingListener(answering);
    }

    @Override
    public void onDatagram(Endpoint source, byte[] datagram) {
        datagrams.add(new Datagram(source, datagram));
    }

    @Override
    public void onRequest(Endpoint source, byte[] request, Consumer<byte[]> answer) {
        var kept = new Request(source, request, answer);
        requests.add(kept);
        answering.accept(kept);
    }
}
