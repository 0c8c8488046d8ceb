package io.starling.agent.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.starling.agent.metrics.Metrics;
import io.starling.gossip.model.Endpoint;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Listens for clients. One event loop does everything, so that what the resources share needs no
/// lock; nothing on it may block.
public final class HttpServer implements AutoCloseable {
    private static final int CHUNK_BYTES_MAX = 8 * 1024;
    /// Of one connection, beyond what the system's socket buffers hold: a client that does not read
    /// costs so much and no more. An answer that is larger goes out whole, but nothing after it.
    private static final WriteBufferWaterMark UNSENT_BYTES =
            new WriteBufferWaterMark(16 * 1024, 32 * 1024);

    private static final int BACKLOG = 1_024;
    private static final long CLOSE_SECONDS_MAX = 2;
    private static final byte[] FULL =
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final HttpLimits limits;
    private final Metrics metrics;
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("starling-http", true), NioIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private volatile @Nullable Channel listener;

    public HttpServer(HttpLimits limits, Metrics metrics) {
        this.limits = limits;
        this.metrics = metrics;
    }

    /// Where everything of this server happens.
    public ScheduledExecutorService loop() {
        return group.next();
    }

    /// @throws ListenException with what to do about it
    public void listen(Endpoint address, HostCheck hosts, Api api) {
        var router = new Router(api.resources());
        var bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT_BYTES)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        accept(channel, router, hosts);
                                    }
                                })
                        .bind(new InetSocketAddress(address.address(), address.port()))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ListenException(
                    "cannot listen for HTTP on %s: %s; -http-port and -client choose another place"
                            .formatted(address, bound.cause().getMessage()),
                    bound.cause());
        }
        listener = bound.channel();
    }

    /// With the port that the system chose, if it was left to it.
    public Endpoint boundEndpoint() {
        var open = listener;
        if (open == null) {
            throw new IllegalStateException("not listening");
        }
        var local = (InetSocketAddress) open.localAddress();
        return Endpoint.of(local.getAddress(), local.getPort());
    }

    private void accept(SocketChannel channel, Router router, HostCheck hosts) {
        if (connections.size() >= limits.connectionsMax()) {
            metrics.httpConnectionRefused();
            channel.writeAndFlush(Unpooled.wrappedBuffer(FULL))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        connections.add(channel);
        metrics.httpConnections(connections.size());
        channel.closeFuture().addListener(_ -> metrics.httpConnections(connections.size()));
        var deadlines = new Deadlines(limits);
        var decoding =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(limits.lineBytesMax())
                        .setMaxHeaderSize(limits.headerBytesMax())
                        .setMaxChunkSize(CHUNK_BYTES_MAX);
        channel.pipeline()
                .addLast(new WriteTimeoutHandler(limits.send().toMillis(), TimeUnit.MILLISECONDS))
                .addLast(deadlines)
                .addLast(new HttpServerCodec(decoding))
                .addLast(new Connection(router, hosts, limits, deadlines, metrics));
    }

    /// Takes no more clients and closes every connection. Idempotent.
    public void stopListening() {
        var open = listener;
        if (open != null) {
            open.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        }
        connections.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }

    /// Ends the loop, too. Idempotent.
    @Override
    public void close() {
        stopListening();
        group.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
