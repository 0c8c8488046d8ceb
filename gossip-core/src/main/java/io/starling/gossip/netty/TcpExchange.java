package io.starling.gossip.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Scheduler;
import io.starling.gossip.runtime.Transport;
import io.starling.gossip.runtime.Transport.Reply;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BiConsumer;

/// One request of this node and the reply to it, on a TCP connection of their own, which this side
/// closes.
///
/// One deadline covers all of it: connecting, writing and reading. However it ends, it ends once.
///
/// Confined to the loop.
final class TcpExchange extends ChannelInboundHandlerAdapter {
    private final Endpoint target;
    private final Duration timeout;
    private final BiConsumer<TcpExchange, Reply> onEnd;
    private final FrameReader reply = new FrameReader();
    private byte[] request;
    private @Nullable Channel channel;
    private Scheduler.Timer deadline = () -> {};
    private boolean connected;
    private boolean ended;

    /// @param onEnd called exactly once, perhaps inside `start`
    TcpExchange(
            Endpoint target,
            byte[] request,
            Duration timeout,
            BiConsumer<TcpExchange, Reply> onEnd) {
        this.target = target;
        this.request = request;
        this.timeout = timeout;
        this.onEnd = onEnd;
    }

    void start(Bootstrap connections, Scheduler scheduler) {
        deadline = scheduler.schedule(timeout, this::giveUp);
        var connecting =
                connections
                        .clone()
                        .handler(this)
                        .connect(new InetSocketAddress(target.address(), target.port()));
        channel = connecting.channel();
        connecting.addListener(
                attempt -> {
                    if (attempt.cause() != null) {
                        fail(
                                "cannot connect to %s: %s"
                                        .formatted(target, IoReason.of(attempt.cause())));
                    }
                });
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connected = true;
        ctx.writeAndFlush(frame(request))
                .addListener(
                        written -> {
                            if (written.cause() != null) {
                                fail(
                                        "cannot send to %s: %s"
                                                .formatted(target, IoReason.of(written.cause())));
                            }
                        });
        request = new byte[0]; // A mebibyte may wait long for its reply.
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var bytes = (ByteBuf) message;
        try {
            if (!ended) {
                read(bytes);
            }
        } finally {
            bytes.release();
        }
    }

    private void read(ByteBuf bytes) {
        switch (reply.read(bytes)) {
            case FrameReader.Progress.Incomplete() -> {}
            case FrameReader.Progress.Complete(var frame) -> end(new Reply.Received(frame));
            case FrameReader.Progress.TooLong(long declared) ->
                    fail(
                            "%s declares a reply of %d bytes, the limit is %d; is it a gossip port?"
                                    .formatted(target, declared, Transport.FRAME_BYTES_MAX));
            case FrameReader.Progress.Http() ->
                    fail(
                            "%s speaks HTTP; name the gossip port of that node instead"
                                    .formatted(target));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail("%s closed the connection %s of its reply".formatted(target, reply.position()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        fail("the connection to %s failed: %s".formatted(target, IoReason.of(failure)));
    }

    private void giveUp() {
        var what = connected ? "no reply from" : "cannot connect to";
        fail("%s %s within %d ms".formatted(what, target, timeout.toMillis()));
    }

    /// Ends it, if it has not ended.
    void fail(String reason) {
        end(new Reply.Failed(reason));
    }

    private void end(Reply outcome) {
        if (ended) {
            return;
        }
        ended = true;
        deadline.cancel();
        if (channel != null) {
            var _ = channel.close();
        }
        onEnd.accept(this, outcome);
    }

    static ByteBuf frame(byte[] bytes) {
        return Unpooled.wrappedBuffer(
                Unpooled.buffer(4, 4).writeInt(bytes.length), Unpooled.wrappedBuffer(bytes));
    }
}
