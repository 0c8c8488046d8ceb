package io.starling.gossip.sim;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Transport;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One process's side of the simulated network.
final class SimTransport implements Transport {
    /// What UDP over IPv4 can carry.
    private static final int DATAGRAM_BYTES_MAX = 65_507;

    private final SimHost host;
    private final SimProcess process;
    private final List<SimExchange> exchanges = new ArrayList<>(0);
    private final List<SimExchange> asked = new ArrayList<>(0);
    private @Nullable Listener listener;
    private boolean closed;

    SimTransport(SimHost host, SimProcess process) {
        this.host = host;
        this.process = process;
    }

    @Override
    public Endpoint localEndpoint() {
        return host.endpoint();
    }

    @Override
    public int datagramBytesMax() {
        return DATAGRAM_BYTES_MAX;
    }

    @Override
    public void listen(Listener listener) {
        if (this.listener != null) {
            throw new IllegalStateException(host.name() + " listens already");
        }
        this.listener = listener;
    }

    @Override
    public void send(Endpoint target, byte[] datagram) {
        process.requireLoop("send");
        if (datagram.length > DATAGRAM_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a datagram has at most %d bytes, this one has %d"
                            .formatted(DATAGRAM_BYTES_MAX, datagram.length));
        }
        if (!localEndpoint().speaksFamilyOf(target)) {
            host.observer().count(Counter.DATAGRAMS_UNSENT);
        } else if (!closed) {
            transmit(target, datagram);
        }
    }

    private void transmit(Endpoint target, byte[] datagram) {
        var network = host.world().network();
        int bytes = datagram.length + Hardware.DATAGRAM_OVERHEAD;
        if (!process.gate()
                .pass(bytes, () -> network.send(host, target, datagram, process.departure()))) {
            network.countOverflowed(datagram.length);
        }
    }

    @Override
    public void exchange(
            Endpoint target, byte[] request, Duration timeout, Consumer<Reply> onReply) {
        process.requireLoop("exchange");
        if (request.length > FRAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a request has at most %d bytes, this one has %d"
                            .formatted(FRAME_BYTES_MAX, request.length));
        }
        var exchange = new SimExchange(process, target, onReply);
        if (closed) {
            exchange.fail(target + ": the transport is closed");
            return;
        }
        if (!localEndpoint().speaksFamilyOf(target)) {
            exchange.fail(Transport.otherFamily(localEndpoint(), target));
            return;
        }
        exchanges.add(exchange);
        exchange.begin(request, timeout);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (var exchange : List.copyOf(exchanges)) {
            exchange.fail(exchange.target() + ": the transport was closed");
        }
        abandon();
    }

    /// Closes the streams of whoever still waits for an answer from here.
    void abandon() {
        for (var exchange : List.copyOf(asked)) {
            exchange.abandon();
        }
    }

    void owesAnswer(SimExchange exchange) {
        asked.add(exchange);
    }

    void owesNoAnswer(SimExchange exchange) {
        asked.remove(exchange);
    }

    void forget(SimExchange exchange) {
        exchanges.remove(exchange);
    }

    /// Whether a connection is accepted.
    boolean isListening() {
        return listener != null && !closed;
    }

    void deliver(Endpoint source, byte[] datagram) {
        if (listener != null && !closed) {
            listener.onDatagram(source, datagram);
        }
    }

    void request(Endpoint source, byte[] request, Consumer<byte[]> answer) {
        if (listener != null && !closed) {
            listener.onRequest(source, request, answer);
        }
    }
}
