package io.starling.agent.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/// Writes an outflow to its client: a piece whenever there is one and the socket has room.
///
/// Confined to the connection's loop.
final class OutflowWriter {
    private final ChannelHandlerContext context;
    private final Outflow flow;
    private boolean pumping;
    private boolean closed;

    OutflowWriter(ChannelHandlerContext context, Outflow flow) {
        this.context = context;
        this.flow = flow;
    }

    void start() {
        flow.open(this::pump);
        pump();
    }

    /// Called again when the socket has room, which may happen while it writes.
    void pump() {
        if (pumping || closed) {
            return;
        }
        pumping = true;
        while (context.channel().isWritable() && writePiece()) {
            // Until the client or the flow has enough.
        }
        pumping = false;
        if (flow.isOver()) {
            close();
            context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    void close() {
        closed = true;
        flow.close();
    }

    private boolean writePiece() {
        var piece = flow.next();
        piece.ifPresent(
                bytes ->
                        context.writeAndFlush(
                                new DefaultHttpContent(Unpooled.wrappedBuffer(bytes))));
        return piece.isPresent();
    }
}
