package io.starling.gossip.wire;

import com.google.protobuf.CodedOutputStream;

import io.starling.gossip.model.EventProgress;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.wire.proto.Wire;

import java.util.List;

/// Makes frames of what an exchange says, and the reverse. Thread-safe, as its [Sealer] is.
public final class StreamCodec {
    /// Of the reason of a refusal or a failure, in characters; a longer one is cut when sent.
    public static final int REASON_LENGTH_MAX = 512;
    /// Of a digest: the id space is cut into at most 2^12 buckets.
    public static final int DIGEST_BITS_MAX = 12;
    /// Of the standings, and of the ids wanted, in one frame; a receiver takes no more.
    public static final int STANDINGS_MAX = 16_384;
    /// The most that a standing takes in a frame, with its tag and length.
    public static final int STANDING_BYTES_MAX = 46;
    /// What an id takes in a frame, with its tag and length.
    public static final int ID_BYTES = 20;

    private final Sealer sealer;

    /// For a node that sends no datagrams; else both codecs take the same [Sealer].
    public StreamCodec(Pool pool, OriginBoot boot) {
        this(new Sealer(pool, boot));
    }

    public StreamCodec(Sealer sealer) {
        this.sealer = sealer;
    }

    /// @return a labelled frame
    public byte[] encode(Exchange exchange) {
        return sealer.seal(List.of(written(exchange).toByteArray()), true);
    }

    /// Never throws for what is in `frame`, and keeps nothing of it.
    public DecodedExchange decode(byte[] frame) {
        return switch (sealer.open(frame)) {
            case Header header ->
                    header.isLabelled()
                            ? exchange(header.boot(), frame, header.bodyAt())
                            : new DecodedExchange.Malformed(
                                    "a frame without a label; on streams every frame has one");
            case Sealer.Opened.Malformed(var reason) -> new DecodedExchange.Malformed(reason);
            case Sealer.Opened.Foreign(var reason) -> new DecodedExchange.Foreign(reason);
        };
    }

    /// What a row takes in a page, with its tag and length.
    public static int memberBytes(Member row) {
        return CodedOutputStream.computeMessageSize(
                Wire.StatePage.MEMBERS_FIELD_NUMBER, ModelWriter.row(row));
    }

    /// What it takes in a page, with its tag and length.
    public static int progressBytes(EventProgress progress) {
        return CodedOutputStream.computeMessageSize(
                Wire.StatePage.EVENTS_FIELD_NUMBER, ModelWriter.progress(progress));
    }

    private static DecodedExchange exchange(OriginBoot sender, byte[] frame, int at) {
        try {
            var exchange = new Fields(frame, at).all(ExchangeReader::exchange);
            return new DecodedExchange.Message(sender, exchange);
        } catch (MalformedException malformed) {
            return new DecodedExchange.Malformed(malformed.reason());
        }
    }

    private static Wire.Exchange written(Exchange exchange) {
        var written = Wire.Exchange.newBuilder();
        switch (exchange) {
            case Exchange.StreamPing(var target) ->
                    written.setStreamPing(
                            Wire.StreamPing.newBuilder().setTarget(ModelWriter.id(target)));
            case Exchange.StreamAck() -> written.setStreamAck(Wire.StreamAck.getDefaultInstance());
            case Exchange.PushPull request -> written.setPushPull(pushPull(request));
            case Exchange.PushPullAnswer(var sender, var page) ->
                    written.setPushPullAnswer(
                            Wire.PushPullAnswer.newBuilder()
                                    .setSender(ModelWriter.row(sender))
                                    .setPage(page(page)));
            case Exchange.Refused(var cause, var reason) ->
                    written.setRefused(
                            Wire.Refused.newBuilder()
                                    .setReason(cut(reason))
                                    .setCause(cause(cause)));
            case Exchange.ReachInquiry(var target, var source) ->
                    written.setReachInquiry(
                            Wire.ReachInquiry.newBuilder()
                                    .setTarget(ModelWriter.id(target))
                                    .setSource(ModelWriter.id(source)));
            case Exchange.ReachFindings findings ->
                    written.setReachFindings(reachFindings(findings));
            case Exchange.Digest digest -> written.setDigest(DigestWriter.digest(digest));
            case Exchange.DigestAnswer answer ->
                    written.setDigestAnswer(DigestWriter.answer(answer));
            case Exchange.Rows rows -> written.setRows(DigestWriter.rows(rows));
            case Exchange.RowsAnswer answer ->
                    written.setRowsAnswer(DigestWriter.rowsAnswer(answer));
        }
        return written.build();
    }

    private static Wire.RefusalCause cause(Exchange.Refusal cause) {
        return switch (cause) {
            case OTHER -> Wire.RefusalCause.REFUSAL_OTHER;
            case BUSY -> Wire.RefusalCause.REFUSAL_BUSY;
            case PROTOCOL -> Wire.RefusalCause.REFUSAL_PROTOCOL;
            case NAME -> Wire.RefusalCause.REFUSAL_NAME;
            case ADDRESS -> Wire.RefusalCause.REFUSAL_ADDRESS;
        };
    }

    private static Wire.PushPull pushPull(Exchange.PushPull request) {
        var written =
                Wire.PushPull.newBuilder()
                        .setSender(ModelWriter.row(request.sender()))
                        .setJoin(request.join())
                        .setPage(page(request.page()));
        request.after().map(ModelWriter::id).ifPresent(written::setAfter);
        return written.build();
    }

    private static Wire.ReachFindings reachFindings(Exchange.ReachFindings findings) {
        return Wire.ReachFindings.newBuilder()
                .setTried(ModelWriter.endpoint(findings.tried()))
                .setHeard(findings.heard())
                .setAcked(findings.acked())
                .setStreamed(findings.streamed())
                .setFailure(cut(findings.failure()))
                .build();
    }

    private static Wire.StatePage page(StatePage page) {
        var written = Wire.StatePage.newBuilder().setTime(page.time().value());
        page.members().forEach(row -> written.addMembers(ModelWriter.row(row)));
        page.next().map(ModelWriter::id).ifPresent(written::setNext);
        page.events().forEach(progress -> written.addEvents(ModelWriter.progress(progress)));
        return written.build();
    }

    /// A reason may quote what a stranger sent, so it is made fit for a log line here and refused
    /// there if it is not.
    private static String cut(String reason) {
        var cut = reason.substring(0, Math.min(reason.length(), REASON_LENGTH_MAX));
        return cut.replaceAll("[\\p{Cc}\\p{Cs}]", "?");
    }
}
