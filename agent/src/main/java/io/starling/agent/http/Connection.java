package io.starling.agent.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.WriteTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.starling.agent.metrics.Metrics;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// One client's connection: one request at a time, so that answers keep the order of the requests
/// even when one of them waits. What a client sends ahead waits here, a little; beyond that it is
/// not read any more.
///
/// Reading goes on while an answer waits, because only a reader notices that the client has gone.
/// Confined to its loop.
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Router router;
    private final HostCheck hosts;
    private final HttpLimits limits;
    private final Deadlines deadlines;
    private final Metrics metrics;

    /// Sent ahead of the answer to the present request.
    private final ArrayDeque<HttpObject> ahead = new ArrayDeque<>();

    private @Nullable Incoming incoming;
    private @Nullable CompletableFuture<Reply> answering;
    private boolean catchingUp;
    private @Nullable OutflowWriter flowing;
    private boolean discarding;

    Connection(
            Router router,
            HostCheck hosts,
            HttpLimits limits,
            Deadlines deadlines,
            Metrics metrics) {
        this.router = router;
        this.hosts = hosts;
        this.limits = limits;
        this.deadlines = deadlines;
        this.metrics = metrics;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (discarding) {
            ReferenceCountUtil.release(message);
            return;
        }
        ahead.add((HttpObject) message);
        catchUp(context);
        if (ahead.size() > limits.waitingMax()) {
            context.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (flowing != null) {
            flowing.pump();
        } else {
            catchUp(context);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == Deadlines.Slow.REQUEST && !discarding) {
            refuse(
                    context,
                    Reply.text(
                            408,
                            "request not complete after %d s"
                                    .formatted(limits.receive().toSeconds())));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        discarding = true;
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
        if (answering != null) {
            answering.cancel(false);
        }
        if (flowing != null) {
            flowing.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof WriteTimeoutException) {
            metrics.httpUnread();
            LOG.debug(
                    "{}: cut off, left what was sent unread for {} s",
                    context.channel().remoteAddress(),
                    limits.send().toSeconds());
        } else if (cause instanceof IOException) {
            LOG.debug("{}: {}", context.channel().remoteAddress(), cause.toString());
        } else {
            LOG.warn("{}: closing the connection", context.channel().remoteAddress(), cause);
        }
        var _ = context.close();
    }

    /// Takes up what has arrived, as far as the client also takes the answers.
    private void catchUp(ChannelHandlerContext context) {
        if (catchingUp) {
            return;
        }
        catchingUp = true;
        while (answering == null && context.channel().isWritable() && !ahead.isEmpty()) {
            var message = ahead.remove();
            try {
                if (!discarding) {
                    hear(context, message);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }
        catchingUp = false;
        if (ahead.isEmpty()) {
            context.channel().config().setAutoRead(true);
        }
    }

    private void hear(ChannelHandlerContext context, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            refuse(context, Incoming.malformed(message.decoderResult().cause()));
            return;
        }
        if (message instanceof HttpRequest head) {
            begin(context, head);
        }
        if (message instanceof HttpContent content && incoming != null && !discarding) {
            receive(context, incoming, content);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest head) {
        var hostNames = head.headers().getAll(HttpHeaderNames.HOST);
        boolean needsHost = head.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
        if (hostNames.size() > 1 || (needsHost && hostNames.isEmpty())) {
            refuse(
                    context,
                    Reply.text(400, "400 Bad Request: exactly one Host header is required"));
            return;
        }
        var host = hostNames.isEmpty() ? "" : hostNames.getFirst();
        var request = new Incoming(head, Dispatch.of(head, host, hosts, router));
        incoming = request;
        if (request.isDeclaredTooLarge() || (request.expectsContinue() && request.isRefused())) {
            refuse(context, request.tooLarge());
        } else if (request.expectsContinue()) {
            var _ =
                    context.writeAndFlush(
                            new DefaultFullHttpResponse(
                                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void receive(ChannelHandlerContext context, Incoming request, HttpContent content) {
        if (!request.receive(content.content())) {
            refuse(context, request.tooLarge());
        } else if (content instanceof LastHttpContent) {
            deadlines.received();
            await(context, request, answer(request));
        }
    }

    private static CompletionStage<Reply> answer(Incoming request) {
        try {
            return request.answer();
        } catch (RuntimeException ours) {
            return CompletableFuture.failedFuture(ours);
        }
    }

    private void await(
            ChannelHandlerContext context, Incoming request, CompletionStage<Reply> answer) {
        var future = answer.toCompletableFuture();
        answering = future;
        var _ =
                future.whenComplete(
                        (reply, failure) -> {
                            if (future.isCancelled()) {
                                return; // The client has gone.
                            }
                            var said = failure == null ? reply : failed(request, failure);
                            if (context.executor().inEventLoop()) {
                                answered(context, request, said);
                            } else {
                                context.executor().execute(() -> answered(context, request, said));
                            }
                        });
    }

    private static Reply failed(Incoming request, Throwable failure) {
        LOG.error("{}: cannot be answered", request.resource(), failure);
        return Reply.text(500, "internal error; the agent's log has the details");
    }

    private void answered(ChannelHandlerContext context, Incoming request, Reply reply) {
        answering = null;
        incoming = null;
        if (!context.channel().isActive()) {
            return;
        }
        if (reply.flow().isPresent()) {
            flow(context, request, reply, reply.flow().get());
            return;
        }
        var sent = send(context, request, reply, request.keepAlive());
        if (request.keepAlive()) {
            deadlines.answered(context);
            catchUp(context);
        } else {
            discarding = true;
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /// What the client says from here on means nothing, except that it goes away.
    private void flow(
            ChannelHandlerContext context, Incoming request, Reply reply, Outflow outflow) {
        discarding = true;
        metrics.httpRequest(request.resource(), reply.status());
        var _ = context.write(ReplyWriter.head(reply, request.oldClient()));
        flowing = new OutflowWriter(context, outflow);
        flowing.start();
        catchUp(context);
    }

    /// Answers now and reads no further request. What still comes is thrown away for a moment: a
    /// connection closed with unread bytes is reset, and the client would never see the answer.
    private void refuse(ChannelHandlerContext context, Reply reply) {
        discarding = true;
        deadlines.received();
        context.channel().config().setAutoRead(true);
        send(context, incoming, reply, false).addListener(_ -> shutdownOutput(context));
        var _ =
                context.executor()
                        .schedule(
                                () -> close(context),
                                limits.linger().toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    private static void shutdownOutput(ChannelHandlerContext context) {
        var _ = ((DuplexChannel) context.channel()).shutdownOutput();
    }

    private static void close(ChannelHandlerContext context) {
        var _ = context.close();
    }

    private ChannelFuture send(
            ChannelHandlerContext context,
            @Nullable Incoming request,
            Reply reply,
            boolean keepAlive) {
        metrics.httpRequest(request == null ? "malformed" : request.resource(), reply.status());
        var response =
                ReplyWriter.encode(
                        reply,
                        request != null && request.gzip(),
                        request != null && request.oldClient(),
                        keepAlive);
        var sent = context.writeAndFlush(response);
        reply.afterwards().ifPresent(task -> sent.addListener(_ -> task.run()));
        return sent;
    }
}
