package io.starling.gossip.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Scheduler;
import io.starling.gossip.runtime.Transport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A connection of another node: its one request, and the answer to it.
///
/// The request has a deadline, and so have the answer and the peer's closing after it; no trickle
/// of bytes moves them. A browser or a scraper that took this port for an HTTP server is told so
/// in its own language.
///
/// Confined to the loop.
final class TcpRequest extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(TcpRequest.class);
    private static final String HTTP_ADVICE =
            "this is the gossip port; HTTP is served at the agent's http port\n";

    private enum Phase {
        READING,
        /// The request is with the node, or the answer is on its way.
        ANSWERING,
        /// Whatever still comes is thrown away.
        LEAVING
    }

    private final SocketChannel channel;
    private final Endpoint source;
    private final TcpRequests.Context context;
    private final FrameReader request = new FrameReader();
    private Phase phase = Phase.READING;
    private boolean answered;
    private Scheduler.Timer deadline = () -> {};

    TcpRequest(SocketChannel channel, Endpoint source, TcpRequests.Context context) {
        this.channel = channel;
        this.source = source;
        this.context = context;
    }

    void start() {
        closeIn(context.limits().requestTimeout());
    }

    void close() {
        deadline.cancel();
        var _ = channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var bytes = (ByteBuf) message;
        try {
            switch (phase) {
                case READING -> read(bytes);
                case ANSWERING -> refuse("more bytes than its request");
                case LEAVING -> {}
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadline.cancel();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        log.debug("stream from {}: {}", source, IoReason.of(failure));
        close();
    }

    private void read(ByteBuf bytes) {
        switch (request.read(bytes)) {
            case FrameReader.Progress.Incomplete() -> {}
            case FrameReader.Progress.Complete _ when bytes.isReadable() ->
                    refuse("more bytes than its request");
            case FrameReader.Progress.Complete(var frame) -> hand(frame);
            case FrameReader.Progress.TooLong(long declared) ->
                    refuse(
                            "a request of %d bytes, the limit is %d"
                                    .formatted(declared, Transport.FRAME_BYTES_MAX));
            case FrameReader.Progress.Http() -> answerHttp();
        }
    }

    private void hand(byte[] frame) {
        phase = Phase.ANSWERING;
        closeIn(context.limits().answerTimeout());
        context.scheduler().run(() -> context.listener().onRequest(source, frame, this::answer));
    }

    private void answer(byte[] bytes) {
        assert context.scheduler().inLoop();
        if (bytes.length > Transport.FRAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "an answer has at most %d bytes, this one to %s has %d"
                            .formatted(Transport.FRAME_BYTES_MAX, source, bytes.length));
        }
        if (!answered) {
            answered = true;
            // If the peer has gone, the write fails and nothing is lost.
            var _ = channel.writeAndFlush(TcpExchange.frame(bytes));
        }
    }

    private void refuse(String what) {
        log.debug("stream from {} refused: it sent {}", source, what);
        context.observer().count(Counter.STREAM_REQUESTS_MALFORMED);
        close();
    }

    private void answerHttp() {
        log.debug("stream from {} refused: it speaks HTTP", source);
        context.observer().count(Counter.STREAM_REQUESTS_MALFORMED);
        phase = Phase.LEAVING;
        closeIn(context.limits().farewellTimeout());
        // Closing now, with bytes of the peer unread, would reset the connection and might cost
        // the peer this answer. So this side only says that nothing more comes.
        channel.writeAndFlush(httpRefusal())
                .addListener(
                        _ -> {
                            var _ = channel.shutdownOutput();
                        });
    }

    private static ByteBuf httpRefusal() {
        var response =
                "HTTP/1.1 400 Bad Request\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Length: %d\r\nConnection: close\r\n\r\n%s"
                                .formatted(HTTP_ADVICE.length(), HTTP_ADVICE);
        return Unpooled.copiedBuffer(response, StandardCharsets.US_ASCII);
    }

    private void closeIn(Duration delay) {
        deadline.cancel();
        deadline = context.scheduler().schedule(delay, this::close);
    }
}
