package io.starling.gossip.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.starling.gossip.model.Endpoint;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;

/// A UDP and a TCP socket on the same address and port. Neither reads before it is told to, so that
/// what arrives early waits in the system's buffers.
///
/// @param endpoint where they are bound, with the port that the system chose if it was asked to
record BoundSockets(DatagramChannel udp, ServerSocketChannel tcp, Endpoint endpoint) {
    private static final Logger log = LoggerFactory.getLogger(BoundSockets.class);

    /// Asked for in both directions, so that a burst survives a pause of this process. The system
    /// grants what its administrator allows.
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;

    /// Larger than any UDP payload, so that no datagram is cut unnoticed.
    private static final int RECEIVE_BYTES = 65_535;

    /// Before timers and tasks get their turn.
    private static final int DATAGRAMS_PER_READ = 64;

    /// Datagrams wait here when the system's own buffer is full; beyond, they are dropped.
    private static final WriteBufferWaterMark PENDING_DATAGRAM_BYTES =
            new WriteBufferWaterMark(512 << 10, 1 << 20);

    private static final int BACKLOG = 256;
    private static final int PORT_ATTEMPTS_MAX = 16;

    /// Blocks until both are bound. Not to be called on a loop.
    ///
    /// @param wanted with port 0 for any port that is free for both
    /// @throws BindFailedException if they cannot be bound; neither is then
    static BoundSockets bind(
            Endpoint wanted, int datagramBytesMax, EventLoop loop, ChannelHandler streams) {
        int attempts = wanted.port() == 0 ? PORT_ATTEMPTS_MAX : 1;
        for (int attempt = 1; ; attempt++) {
            // Not tried again: if the system offers no port itself, the next attempt fails too.
            var udp = bindUdp(wanted, datagramBytesMax, loop);
            var endpoint = wanted.withPort(udp.localAddress().getPort());
            try {
                return new BoundSockets(udp, bindTcp(endpoint, loop, streams), endpoint);
            } catch (BindFailedException tcpFailed) {
                udp.close().awaitUninterruptibly();
                if (attempt == attempts) {
                    throw attempts == 1
                            ? tcpFailed
                            : BindFailedException.noPortFreeForBoth(wanted, attempts, tcpFailed);
                }
            }
        }
    }

    void listen() {
        udp.config().setAutoRead(true);
        tcp.config().setAutoRead(true);
    }

    private static DatagramChannel bindUdp(Endpoint wanted, int datagramBytesMax, EventLoop loop) {
        int receiveBytes = Math.max(RECEIVE_BYTES, datagramBytesMax + 1);
        var bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channelFactory(() -> new NioDatagramChannel(family(wanted)))
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, PENDING_DATAGRAM_BYTES)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(receiveBytes)
                                        .maxMessagesPerRead(DATAGRAMS_PER_READ))
                        // Nobody listens yet; who does comes with [UdpChannel#listen].
                        .handler(new ChannelInboundHandlerAdapter());
        var channel = (DatagramChannel) await(bootstrap.bind(address(wanted)), "UDP", wanted);
        log.debug(
                "{}: socket buffers of {} bytes in, {} out, asked for {}",
                channel,
                channel.config().getReceiveBufferSize(),
                channel.config().getSendBufferSize(),
                SOCKET_BUFFER_BYTES);
        return channel;
    }

    private static ServerSocketChannel bindTcp(
            Endpoint endpoint, EventLoop loop, ChannelHandler streams) {
        var bootstrap =
                new ServerBootstrap()
                        .group(loop, loop)
                        .channelFactory(
                                () ->
                                        new NioServerSocketChannel(
                                                SelectorProvider.provider(), family(endpoint)))
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childHandler(streams);
        return (ServerSocketChannel) await(bootstrap.bind(address(endpoint)), "TCP", endpoint);
    }

    private static Channel await(ChannelFuture binding, String protocol, Endpoint endpoint) {
        binding.awaitUninterruptibly();
        if (binding.cause() != null) {
            throw BindFailedException.of(protocol, endpoint, binding.cause());
        }
        return binding.channel();
    }

    /// An IPv4 socket for an IPv4 address: the other kind would bind `0.0.0.0` to all of IPv6 too.
    private static SocketProtocolFamily family(Endpoint endpoint) {
        return endpoint.isIpv4() ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    }

    private static InetSocketAddress address(Endpoint endpoint) {
        return new InetSocketAddress(endpoint.address(), endpoint.port());
    }
}
