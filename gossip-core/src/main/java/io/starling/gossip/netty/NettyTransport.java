package io.starling.gossip.netty;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Transport;

import java.time.Duration;
import java.util.function.Consumer;

/// Datagrams over UDP and exchanges over TCP, on one address and port.
///
/// A frame on a stream is its length in 4 bytes, big-endian, and then as many bytes. A connection
/// carries one request and one reply, and the requester closes it.
///
/// Counts what the node cannot see: datagrams that were not sent, streams opened and failed,
/// requests that were refused or malformed before they reached the node.
///
/// Confined to the loop.
final class NettyTransport implements Transport {
    private final BoundSockets sockets;
    private final int datagramBytesMax;
    private final EventLoopScheduler scheduler;
    private final UdpChannel datagrams;
    private final TcpRequests requests;
    private final TcpExchanges exchanges;
    private boolean closed;

    /// Blocks until the sockets are bound. Not to be called on a loop.
    ///
    /// @param wanted with port 0 for any port that is free for both
    /// @throws BindFailedException if they cannot be bound; nothing is left open
    NettyTransport(
            Endpoint wanted,
            int datagramBytesMax,
            EventLoopScheduler scheduler,
            Observer observer,
            StreamLimits limits) {
        this.datagramBytesMax = datagramBytesMax;
        this.scheduler = scheduler;
        requests = new TcpRequests(scheduler, observer, limits);
        sockets = BoundSockets.bind(wanted, datagramBytesMax, scheduler.eventLoop(), requests);
        exchanges = new TcpExchanges(sockets.endpoint(), scheduler, limits);
        datagrams = new UdpChannel(sockets.udp(), sockets.endpoint(), scheduler, observer);
    }

    @Override
    public Endpoint localEndpoint() {
        return sockets.endpoint();
    }

    @Override
    public int datagramBytesMax() {
        return datagramBytesMax;
    }

    @Override
    public void listen(Listener listener) {
        assert scheduler.inLoop();
        if (!closed) {
            requests.listen(listener);
            datagrams.listen(listener);
            sockets.listen();
        }
    }

    @Override
    public void send(Endpoint target, byte[] datagram) {
        assert scheduler.inLoop();
        if (datagram.length > datagramBytesMax) {
            throw new IllegalArgumentException(
                    "a datagram has at most %d bytes, this one to %s has %d"
                            .formatted(datagramBytesMax, target, datagram.length));
        }
        if (!closed) {
            datagrams.send(target, datagram);
        }
    }

    @Override
    public void exchange(
            Endpoint target, byte[] request, Duration timeout, Consumer<Reply> onReply) {
        assert scheduler.inLoop();
        exchanges.start(target, request, timeout, onReply);
    }

    @Override
    public void close() {
        assert scheduler.inLoop();
        if (!closed) {
            closed = true;
            var _ = sockets.udp().close();
            var _ = sockets.tcp().close();
            requests.close();
            exchanges.close();
        }
    }
}
