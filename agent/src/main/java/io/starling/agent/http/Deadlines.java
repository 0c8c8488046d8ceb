package io.starling.agent.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Watches how long a client takes. Stands before the decoder, because a client may be slow within
/// the first line already.
///
/// Confined to the connection's loop.
final class Deadlines extends ChannelInboundHandlerAdapter {
    /// Fired when a request takes too long to arrive.
    enum Slow {
        REQUEST
    }

    private final HttpLimits limits;
    private @Nullable Future<?> timer;
    private boolean receiving;
    private boolean answering;

    Deadlines(HttpLimits limits) {
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        awaitRequest(context);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (!receiving && !answering) {
            receiving = true;
            restart(context, limits.receive(), () -> context.fireUserEventTriggered(Slow.REQUEST));
        }
        context.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }

    /// A request is complete; how long its answer takes is not the client's matter.
    void received() {
        cancel();
        receiving = false;
        answering = true;
    }

    void answered(ChannelHandlerContext context) {
        receiving = false;
        answering = false;
        awaitRequest(context);
    }

    private void awaitRequest(ChannelHandlerContext context) {
        restart(
                context,
                limits.idle(),
                () -> {
                    var _ = context.close();
                });
    }

    private void restart(ChannelHandlerContext context, Duration delay, Runnable task) {
        cancel();
        timer = context.executor().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
