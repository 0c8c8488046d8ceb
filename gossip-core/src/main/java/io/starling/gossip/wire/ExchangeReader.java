package io.starling.gossip.wire;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.wire.proto.Wire;

import java.io.IOException;
import java.util.Optional;

/// Reads the body of a stream frame.
final class ExchangeReader {
    private ExchangeReader() {}

    static Exchange exchange(Fields in) throws IOException {
        Exchange exchange = null;
        int messages = 0;
        int unknown = 0;
        while (in.next()) {
            messages++;
            switch (in.number()) {
                case Wire.Exchange.STREAM_PING_FIELD_NUMBER ->
                        exchange = in.message(ExchangeReader::streamPing);
                case Wire.Exchange.STREAM_ACK_FIELD_NUMBER ->
                        exchange = in.message(ExchangeReader::streamAck);
                case Wire.Exchange.PUSH_PULL_FIELD_NUMBER ->
                        exchange = in.message(ExchangeReader::pushPull);
                case Wire.Exchange.PUSH_PULL_ANSWER_FIELD_NUMBER ->
                        exchange = in.message(ExchangeReader::pushPullAnswer);
                case Wire.Exchange.REFUSED_FIELD_NUMBER ->
                        exchange = in.message(ExchangeReader::refused);
                case Wire.Exchange.DIGEST_FIELD_NUMBER ->
                        exchange = in.message(DigestReader::digest);
                case Wire.Exchange.DIGEST_ANSWER_FIELD_NUMBER ->
                        exchange = in.message(DigestReader::answer);
                case Wire.Exchange.ROWS_FIELD_NUMBER -> exchange = in.message(DigestReader::rows);
                case Wire.Exchange.ROWS_ANSWER_FIELD_NUMBER ->
                        exchange = in.message(DigestReader::rowsAnswer);
                case Wire.Exchange.REACH_INQUIRY_FIELD_NUMBER ->
                        exchange = in.message(ExchangeReader::reachInquiry);
                case Wire.Exchange.REACH_FINDINGS_FIELD_NUMBER ->
                        exchange = in.message(ExchangeReader::reachFindings);
                default -> {
                    messages--;
                    unknown = in.number();
                    in.skip();
                }
            }
        }
        if (messages == 1 && exchange != null) {
            return exchange;
        }
        throw new MalformedException(
                messages > 1
                        ? "a frame must hold one message, held " + messages
                        : unknown > 0
                                ? "a frame of a kind that this release does not know, field "
                                        + unknown
                                : "a frame without a message");
    }

    private static Exchange.StreamPing streamPing(Fields in) throws IOException {
        NodeId target = null;
        while (in.next()) {
            switch (in.number()) {
                case Wire.StreamPing.TARGET_FIELD_NUMBER ->
                        target = in.message(IdentityReader::nodeId);
                default -> in.skip();
            }
        }
        return new Exchange.StreamPing(Fields.required(target, "target of a stream ping"));
    }

    private static Exchange.StreamAck streamAck(Fields in) throws IOException {
        while (in.next()) {
            in.skip();
        }
        return new Exchange.StreamAck();
    }

    private static Exchange.PushPull pushPull(Fields in) throws IOException {
        Member sender = null;
        boolean join = false;
        StatePage page = null;
        Optional<NodeId> after = Optional.empty();
        while (in.next()) {
            switch (in.number()) {
                case Wire.PushPull.SENDER_FIELD_NUMBER -> sender = in.message(ClaimReader::member);
                case Wire.PushPull.JOIN_FIELD_NUMBER -> join = in.bool();
                case Wire.PushPull.PAGE_FIELD_NUMBER -> page = in.message(PageReader::page);
                case Wire.PushPull.AFTER_FIELD_NUMBER ->
                        after = Optional.of(in.message(IdentityReader::nodeId));
                default -> in.skip();
            }
        }
        return new Exchange.PushPull(
                Fields.required(sender, "sender of a push-pull"),
                join,
                Fields.required(page, "page of a push-pull"),
                after);
    }

    private static Exchange.PushPullAnswer pushPullAnswer(Fields in) throws IOException {
        Member sender = null;
        StatePage page = null;
        while (in.next()) {
            switch (in.number()) {
                case Wire.PushPullAnswer.SENDER_FIELD_NUMBER ->
                        sender = in.message(ClaimReader::member);
                case Wire.PushPullAnswer.PAGE_FIELD_NUMBER -> page = in.message(PageReader::page);
                default -> in.skip();
            }
        }
        return new Exchange.PushPullAnswer(
                Fields.required(sender, "sender of a push-pull answer"),
                Fields.required(page, "page of a push-pull answer"));
    }

    private static Exchange.Refused refused(Fields in) throws IOException {
        var reason = "";
        long cause = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Refused.REASON_FIELD_NUMBER -> reason = in.text();
                case Wire.Refused.CAUSE_FIELD_NUMBER -> cause = in.varint();
                default -> in.skip();
            }
        }
        return new Exchange.Refused(refusal(cause), fitForPeople(reason));
    }

    private static Exchange.ReachInquiry reachInquiry(Fields in) throws IOException {
        NodeId target = null;
        NodeId source = null;
        while (in.next()) {
            switch (in.number()) {
                case Wire.ReachInquiry.TARGET_FIELD_NUMBER ->
                        target = in.message(IdentityReader::nodeId);
                case Wire.ReachInquiry.SOURCE_FIELD_NUMBER ->
                        source = in.message(IdentityReader::nodeId);
                default -> in.skip();
            }
        }
        return new Exchange.ReachInquiry(
                Fields.required(target, "target of an inquiry"),
                Fields.required(source, "source of an inquiry"));
    }

    private static Exchange.ReachFindings reachFindings(Fields in) throws IOException {
        Endpoint tried = null;
        boolean heard = false;
        boolean acked = false;
        boolean streamed = false;
        var failure = "";
        while (in.next()) {
            switch (in.number()) {
                case Wire.ReachFindings.TRIED_FIELD_NUMBER ->
                        tried = in.message(IdentityReader::endpoint);
                case Wire.ReachFindings.HEARD_FIELD_NUMBER -> heard = in.bool();
                case Wire.ReachFindings.ACKED_FIELD_NUMBER -> acked = in.bool();
                case Wire.ReachFindings.STREAMED_FIELD_NUMBER -> streamed = in.bool();
                case Wire.ReachFindings.FAILURE_FIELD_NUMBER -> failure = in.text();
                default -> in.skip();
            }
        }
        return new Exchange.ReachFindings(
                Fields.required(tried, "endpoint of findings"),
                heard,
                acked,
                streamed,
                fitForPeople(failure));
    }

    private static String fitForPeople(String reason) throws MalformedException {
        Fields.within(0, StreamCodec.REASON_LENGTH_MAX, reason.length(), "length of a reason");
        if (reason.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedException("a reason must not have control characters");
        }
        return reason;
    }

    private static Exchange.Refusal refusal(long cause) {
        if (cause == Wire.RefusalCause.REFUSAL_BUSY_VALUE) {
            return Exchange.Refusal.BUSY;
        }
        if (cause == Wire.RefusalCause.REFUSAL_PROTOCOL_VALUE) {
            return Exchange.Refusal.PROTOCOL;
        }
        if (cause == Wire.RefusalCause.REFUSAL_NAME_VALUE) {
            return Exchange.Refusal.NAME;
        }
        return cause == Wire.RefusalCause.REFUSAL_ADDRESS_VALUE
                ? Exchange.Refusal.ADDRESS
                : Exchange.Refusal.OTHER;
    }
}
