package io.starling.gossip.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;

import io.starling.gossip.model.Answer;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Coordinate;
import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Part;
import io.starling.gossip.wire.proto.Wire;

import java.io.IOException;
import java.util.List;

/// Parts of a datagram, each encoded once however many datagrams it rides in. Stateless.
public final class PartCodec {
    /// Of a [Message.Ack]; a receiver takes no more.
    public static final int MARKS_MAX = 16;
    /// Of a coordinate; a receiver takes no more. Only those of [Coordinate#DIMENSIONS] are used.
    public static final int COMPONENTS_MAX = 16;
    /// Of a [Message.EventPull], [Message.EventGone], [Message.EventHave] or [Message.EventHeld]; a
    /// receiver takes no more.
    public static final int RANGES_MAX = 64;

    /// Of a [Message.EventReceipt]; a receiver takes no more.
    public static final int TOKENS_MAX = 64;

    private static final int FIELD = Wire.Packet.PART_FIELD_NUMBER;

    private PartCodec() {}

    /// @return field tag, length and part: datagrams are made of these, one after the other
    /// @throws IllegalArgumentException if the part breaks a limit that every receiver holds
    public static byte[] encode(Part part) {
        var written =
                switch (part) {
                    case Claim claim -> claim(claim);
                    case Message message -> message(message);
                };
        var framed = new byte[CodedOutputStream.computeMessageSize(FIELD, written)];
        try {
            CodedOutputStream.newInstance(framed).writeMessage(FIELD, written);
        } catch (IOException impossible) {
            throw new IllegalStateException("an array of the computed size is full", impossible);
        }
        return framed;
    }

    private static Wire.Part claim(Claim claim) {
        var part = Wire.Part.newBuilder();
        switch (claim) {
            case Claim.Alive alive -> part.setAlive(ModelWriter.alive(alive));
            case Claim.Suspect(var subject, var incarnation, var accuser) ->
                    part.setSuspect(
                            Wire.Suspect.newBuilder()
                                    .setSubject(ModelWriter.id(subject))
                                    .setIncarnation(ModelWriter.incarnation(incarnation))
                                    .setAccuser(ModelWriter.id(accuser)));
            case Claim.Dead(var subject, var incarnation, var accuser) ->
                    part.setDead(
                            Wire.Dead.newBuilder()
                                    .setSubject(ModelWriter.id(subject))
                                    .setIncarnation(ModelWriter.incarnation(incarnation))
                                    .setAccuser(ModelWriter.id(accuser)));
            case Claim.Left left -> part.setLeft(left(left));
        }
        return part.build();
    }

    private static Wire.Left left(Claim.Left left) {
        var written =
                Wire.Left.newBuilder()
                        .setSubject(ModelWriter.id(left.subject()))
                        .setIncarnation(ModelWriter.incarnation(left.incarnation()))
                        .setPrune(left.prune());
        left.declarer().map(ModelWriter::id).ifPresent(written::setDeclarer);
        return written.build();
    }

    private static Wire.Part message(Message message) {
        var part = Wire.Part.newBuilder();
        switch (message) {
            case Message.Ping(long sequence, var target, var source) ->
                    part.setPing(
                            Wire.Ping.newBuilder()
                                    .setSequence(sequence)
                                    .setTarget(ModelWriter.id(target))
                                    .setSource(ModelWriter.id(source)));
            case Message.PingRequest(long sequence, var target, var endpoint) ->
                    part.setPingRequest(
                            Wire.PingRequest.newBuilder()
                                    .setSequence(sequence)
                                    .setTarget(ModelWriter.id(target))
                                    .setEndpoint(ModelWriter.endpoint(endpoint)));
            case Message.Ack ack -> part.setAck(ack(ack));
            case Message.Nack(long sequence) ->
                    part.setNack(Wire.Nack.newBuilder().setSequence(sequence));
            case Message.NameContested(var claimant, var endpoint) ->
                    part.setNameContested(
                            Wire.NameContested.newBuilder()
                                    .setClaimant(ModelWriter.id(claimant))
                                    .setEndpoint(ModelWriter.endpoint(endpoint)));
            case Message.ClaimHandOver handed -> part.setClaimHandOver(claimHandOver(handed));
            case Message.EventCopy(var event, boolean reply) ->
                    part.setEventCopy(
                            Wire.EventCopy.newBuilder()
                                    .setEvent(UnsafeByteOperations.unsafeWrap(event.bytes()))
                                    .setReply(reply));
            case Message.EventPull(var ranges) ->
                    part.setEventPull(
                            Wire.EventPull.newBuilder().addAllRanges(ranges("pull", ranges)));
            case Message.EventGone(var ranges) ->
                    part.setEventGone(
                            Wire.EventGone.newBuilder().addAllRanges(ranges("gone", ranges)));
            case Message.EventHandOver(var event, var over) ->
                    part.setEventHandOver(handOver(event, over));
            case Message.EventReceipt receipt -> part.setEventReceipt(receipt(receipt));
            case Message.EventHave(var time, int token, var ranges) ->
                    part.setEventHave(
                            Wire.EventHave.newBuilder()
                                    .setTime(time.value())
                                    .setToken(token)
                                    .addAllRanges(ranges("have", ranges)));
            case Message.EventHeld(var time, int token, var wanted, var passed) ->
                    part.setEventHeld(
                            Wire.EventHeld.newBuilder()
                                    .setTime(time.value())
                                    .setToken(token)
                                    .addAllWanted(ranges("held", wanted))
                                    .addAllPassed(ranges("held", passed)));
            case Message.QueryAnswer(var answer, boolean relay) ->
                    part.setQueryAnswer(queryAnswer(answer, relay));
        }
        return part.build();
    }

    private static Wire.EventHandOver handOver(EncodedEvent event, HandOver over) {
        return Wire.EventHandOver.newBuilder()
                .setEvent(UnsafeByteOperations.unsafeWrap(event.bytes()))
                .setFrom(over.arc().from())
                .setTo(over.arc().to())
                .setCut(over.cut())
                .setVia(over.via())
                .setToken(over.token())
                .setDuty(duty(over.duty()))
                .setEconomy(over.economy())
                .build();
    }

    private static Wire.ClaimHandOver claimHandOver(Message.ClaimHandOver handed) {
        var written =
                Wire.ClaimHandOver.newBuilder()
                        .setFrom(handed.arc().from())
                        .setTo(handed.arc().to())
                        .setCut(handed.cut())
                        .setDuty(duty(handed.duty()));
        switch (handed.claim()) {
            case Claim.Alive alive -> written.setAlive(ModelWriter.alive(alive));
            case Claim.Left left -> written.setLeft(left(left));
            case Claim.Suspect _, Claim.Dead _ ->
                    throw new IllegalStateException("not handed over: " + handed.claim());
        }
        return written.build();
    }

    private static Wire.Duty duty(HandOver.Duty duty) {
        return switch (duty) {
            case LEAF -> Wire.Duty.LEAF;
            case ALONE -> Wire.Duty.ALONE;
            case SHARED -> Wire.Duty.SHARED;
        };
    }

    private static Wire.EventReceipt receipt(Message.EventReceipt receipt) {
        atMost(TOKENS_MAX, receipt.tokens().size(), "tokens of a receipt");
        return Wire.EventReceipt.newBuilder()
                .setTime(receipt.time().value())
                .setBusy(receipt.busy())
                .addAllTokens(receipt.tokens())
                .build();
    }

    private static Wire.QueryAnswer queryAnswer(Answer answer, boolean relay) {
        return Wire.QueryAnswer.newBuilder()
                .setQuestion(ModelWriter.id(answer.question()))
                .setAsker(ModelWriter.id(answer.asker()))
                .setAnswerer(ModelWriter.id(answer.answerer()))
                .setKind(
                        switch (answer.kind()) {
                            case PENDING -> Wire.AnswerKind.ANSWER_PENDING;
                            case SILENT -> Wire.AnswerKind.ANSWER_SILENT;
                            case ANSWERED -> Wire.AnswerKind.ANSWER_GIVEN;
                            case FAILED -> Wire.AnswerKind.ANSWER_FAILED;
                        })
                .setContent(UnsafeByteOperations.unsafeWrap(answer.content()))
                .setRelay(relay)
                .build();
    }

    private static Wire.Ack ack(Message.Ack ack) {
        atMost(MARKS_MAX, ack.marks().size(), "marks of an ack");
        var written =
                Wire.Ack.newBuilder()
                        .setSequence(ack.sequence())
                        .addAllMarks(ack.marks().stream().map(ModelWriter::mark).toList());
        ack.coordinate().map(PartCodec::coordinate).ifPresent(written::setCoordinate);
        return written.build();
    }

    private static Wire.Coordinate coordinate(Coordinate coordinate) {
        atMost(COMPONENTS_MAX, coordinate.vector().length, "components of a coordinate");
        var written =
                Wire.Coordinate.newBuilder()
                        .setError(coordinate.error())
                        .setAdjustment(coordinate.adjustment())
                        .setHeight(coordinate.height());
        for (float component : coordinate.vector()) {
            written.addVector(component);
        }
        return written.build();
    }

    private static List<Wire.EventRange> ranges(String what, List<EventRange> ranges) {
        atMost(RANGES_MAX, ranges.size(), "ranges of a " + what);
        return ranges.stream().map(ModelWriter::range).toList();
    }

    private static void atMost(int max, int count, String what) {
        if (count > max) {
            throw new IllegalArgumentException(
                    "%s must be at most %d, were %d".formatted(what, max, count));
        }
    }
}
