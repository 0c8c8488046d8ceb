package io.starling.gossip.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Transport;
import io.starling.gossip.runtime.Transport.Reply;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The exchanges that this node has under way. Beyond the limit an exchange fails at once.
///
/// Confined to the loop.
final class TcpExchanges {
    private final Endpoint bound;
    private final EventLoopScheduler scheduler;
    private final int exchangesMax;
    private final Bootstrap connections;
    private final Map<TcpExchange, Consumer<Reply>> underWay = new LinkedHashMap<>();
    private boolean closed;

    TcpExchanges(Endpoint bound, EventLoopScheduler scheduler, StreamLimits limits) {
        this.bound = bound;
        this.scheduler = scheduler;
        exchangesMax = limits.outboundMax();
        connections =
                new Bootstrap()
                        .group(scheduler.eventLoop())
                        .channel(NioSocketChannel.class)
                        // The exchange's own deadline covers connecting.
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                        .disableResolver();
    }

    void start(Endpoint target, byte[] request, Duration timeout, Consumer<Reply> onReply) {
        if (request.length > Transport.FRAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a request has at most %d bytes, this one to %s has %d"
                            .formatted(Transport.FRAME_BYTES_MAX, target, request.length));
        }
        if (closed) {
            reply(
                    onReply,
                    new Reply.Failed("cannot ask %s: this node is closed".formatted(target)));
            return;
        }
        if (!bound.speaksFamilyOf(target)) {
            reply(onReply, new Reply.Failed(Transport.otherFamily(bound, target)));
            return;
        }
        if (underWay.size() >= exchangesMax) {
            reply(
                    onReply,
                    new Reply.Failed(
                            "cannot ask %s: %d exchanges are under way already, the limit"
                                    .formatted(target, exchangesMax)));
            return;
        }
        var exchange = new TcpExchange(target, request, timeout, this::end);
        underWay.put(exchange, onReply);
        exchange.start(connections, scheduler);
    }

    void close() {
        closed = true;
        List.copyOf(underWay.keySet())
                .forEach(exchange -> exchange.fail("this node closed before the reply came"));
    }

    private void end(TcpExchange exchange, Reply outcome) {
        var onReply = underWay.remove(exchange);
        if (onReply != null) {
            reply(onReply, outcome);
        }
    }

    private void reply(Consumer<Reply> onReply, Reply outcome) {
        // In a turn of its own: some failures come while the exchange is still being asked for.
        scheduler.execute(() -> onReply.accept(outcome));
    }
}
