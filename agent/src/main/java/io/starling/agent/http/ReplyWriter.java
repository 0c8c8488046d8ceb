package io.starling.agent.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Dresses a reply for the wire.
final class ReplyWriter {
    /// A shorter body gains nothing: it travels in one segment anyway.
    static final int GZIP_BYTES_MIN = 1_400;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private ReplyWriter() {}

    static FullHttpResponse encode(
            Reply reply, boolean gzip, boolean oldClient, boolean keepAlive) {
        boolean zipped = gzip && reply.body().plain().length > GZIP_BYTES_MIN;
        var body = zipped ? reply.body().zipped() : reply.body().plain();
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(reply.status()),
                        Unpooled.wrappedBuffer(body));
        var headers = response.headers();
        describe(reply, headers);
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        if (zipped) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (oldClient) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        return response;
    }

    /// Without the body, which comes in pieces and ends with the connection: chunked, so that its
    /// client can tell the end from a break, unless the client is too old to know chunks.
    static HttpResponse head(Reply reply, boolean oldClient) {
        var response =
                new DefaultHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()));
        describe(reply, response.headers());
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        HttpUtil.setTransferEncodingChunked(response, !oldClient);
        return response;
    }

    private static void describe(Reply reply, HttpHeaders headers) {
        reply.headers().forEach(headers::set);
        reply.contentType().ifPresent(type -> headers.set(HttpHeaderNames.CONTENT_TYPE, type));
        headers.set(HttpHeaderNames.VARY, "Accept-Encoding");
        headers.set(HttpHeaderNames.DATE, DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }
}
