package io.starling.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/// A request that is being received. Confined to the connection's loop.
final class Incoming {
    private final Dispatch dispatch;
    private final boolean keepAlive;
    private final boolean oldClient;
    private final boolean gzip;
    private final long declaredBytes;
    private final boolean expectsContinue;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private long bytes;

    Incoming(HttpRequest head, Dispatch dispatch) {
        this.dispatch = dispatch;
        this.keepAlive = HttpUtil.isKeepAlive(head);
        this.oldClient = head.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
        this.gzip = acceptsGzip(head.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING));
        this.declaredBytes = HttpUtil.getContentLength(head, 0L);
        this.expectsContinue = HttpUtil.is100ContinueExpected(head);
    }

    /// What to say to a request that cannot be read.
    static Reply malformed(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ -> Reply.text(414, "414 URI Too Long");
            case TooLongHttpHeaderException _ ->
                    Reply.text(431, "431 Request Header Fields Too Large");
            default -> Reply.text(400, "400 Bad Request");
        };
    }

    /// @return whether the body is still within its bound; what goes beyond is not kept
    boolean receive(ByteBuf chunk) {
        bytes += chunk.readableBytes();
        if (bytes > bytesMax()) {
            return false;
        }
        if (dispatch instanceof Dispatch.Serve) {
            var copy = new byte[chunk.readableBytes()];
            chunk.getBytes(chunk.readerIndex(), copy);
            body.writeBytes(copy);
        }
        return true;
    }

    boolean isDeclaredTooLarge() {
        return declaredBytes > bytesMax();
    }

    /// Whether the client waits to be told that its body is wanted.
    boolean expectsContinue() {
        return expectsContinue;
    }

    boolean isRefused() {
        return dispatch instanceof Dispatch.Refuse;
    }

    CompletionStage<Reply> answer() {
        return switch (dispatch) {
            case Dispatch.Serve(var operation, var head) ->
                    operation.answer().apply(head.withBody(body.toByteArray()));
            case Dispatch.Refuse(_, var reply) -> Operation.now(reply);
        };
    }

    /// What to say instead of reading the body, or the rest of it.
    Reply tooLarge() {
        return switch (dispatch) {
            case Dispatch.Serve(var operation, var head) -> operation.tooLarge().apply(head);
            case Dispatch.Refuse(_, var reply) -> reply;
        };
    }

    String resource() {
        return dispatch.resource();
    }

    boolean keepAlive() {
        return keepAlive;
    }

    /// Of HTTP/1.0, which must be told that a connection stays open.
    boolean oldClient() {
        return oldClient;
    }

    boolean gzip() {
        return gzip;
    }

    private int bytesMax() {
        return switch (dispatch) {
            case Dispatch.Serve(var operation, _) -> operation.bodyBytesMax();
            case Dispatch.Refuse _ -> Operation.BODY_BYTES_MAX;
        };
    }

    private static boolean acceptsGzip(Iterable<String> headers) {
        for (var header : headers) {
            boolean accepted =
                    Arrays.stream(header.toLowerCase(Locale.ROOT).split(","))
                            .map(String::strip)
                            .filter(coding -> coding.split(";")[0].strip().equals("gzip"))
                            .anyMatch(coding -> !coding.matches(".*;\\s*q=0(\\.0*)?"));
            if (accepted) {
                return true;
            }
        }
        return false;
    }
}
