package io.starling.gossip.wire;

import io.starling.gossip.model.Coordinate;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventMark;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.wire.proto.Wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Reads the messages of a datagram, but for the copies of events.
final class MessageReader {
    private MessageReader() {}

    static Message.Ping ping(Fields in) throws IOException {
        long sequence = 0;
        NodeId target = null;
        NodeId source = null;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Ping.SEQUENCE_FIELD_NUMBER -> sequence = in.varint();
                case Wire.Ping.TARGET_FIELD_NUMBER -> target = in.message(IdentityReader::nodeId);
                case Wire.Ping.SOURCE_FIELD_NUMBER -> source = in.message(IdentityReader::nodeId);
                default -> in.skip();
            }
        }
        return new Message.Ping(
                sequence,
                Fields.required(target, "target of a ping"),
                Fields.required(source, "source of a ping"));
    }

    static Message.PingRequest pingRequest(Fields in) throws IOException {
        long sequence = 0;
        NodeId target = null;
        Endpoint endpoint = null;
        while (in.next()) {
            switch (in.number()) {
                case Wire.PingRequest.SEQUENCE_FIELD_NUMBER -> sequence = in.varint();
                case Wire.PingRequest.TARGET_FIELD_NUMBER ->
                        target = in.message(IdentityReader::nodeId);
                case Wire.PingRequest.ENDPOINT_FIELD_NUMBER ->
                        endpoint = in.message(IdentityReader::endpoint);
                default -> in.skip();
            }
        }
        return new Message.PingRequest(
                sequence,
                Fields.required(target, "target of a ping request"),
                Fields.required(endpoint, "endpoint of a ping request"));
    }

    static Message.Ack ack(Fields in) throws IOException {
        long sequence = 0;
        List<EventMark> marks = List.of();
        Optional<Coordinate> coordinate = Optional.empty();
        while (in.next()) {
            switch (in.number()) {
                case Wire.Ack.SEQUENCE_FIELD_NUMBER -> sequence = in.varint();
                case Wire.Ack.MARKS_FIELD_NUMBER ->
                        marks =
                                added(
                                        marks,
                                        in.message(MessageReader::mark),
                                        PartCodec.MARKS_MAX,
                                        "marks of an ack");
                case Wire.Ack.COORDINATE_FIELD_NUMBER ->
                        coordinate = Optional.of(in.message(MessageReader::coordinate));
                default -> in.skip();
            }
        }
        return new Message.Ack(sequence, Collections.unmodifiableList(marks), coordinate);
    }

    /// Takes any numbers: a node that has gone astray is refused as a landmark, not as a member.
    private static Coordinate coordinate(Fields in) throws IOException {
        float[] vector = {};
        float error = 0;
        float adjustment = 0;
        float height = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Coordinate.VECTOR_FIELD_NUMBER ->
                        vector =
                                in.floats(
                                        vector,
                                        PartCodec.COMPONENTS_MAX,
                                        "components of a coordinate");
                case Wire.Coordinate.ERROR_FIELD_NUMBER -> error = in.float32();
                case Wire.Coordinate.ADJUSTMENT_FIELD_NUMBER -> adjustment = in.float32();
                case Wire.Coordinate.HEIGHT_FIELD_NUMBER -> height = in.float32();
                default -> in.skip();
            }
        }
        return new Coordinate(vector, error, adjustment, height);
    }

    static Message.Nack nack(Fields in) throws IOException {
        long sequence = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Nack.SEQUENCE_FIELD_NUMBER -> sequence = in.varint();
                default -> in.skip();
            }
        }
        return new Message.Nack(sequence);
    }

    static Message.NameContested nameContested(Fields in) throws IOException {
        NodeId claimant = null;
        Endpoint endpoint = null;
        while (in.next()) {
            switch (in.number()) {
                case Wire.NameContested.CLAIMANT_FIELD_NUMBER ->
                        claimant = in.message(IdentityReader::nodeId);
                case Wire.NameContested.ENDPOINT_FIELD_NUMBER ->
                        endpoint = in.message(IdentityReader::endpoint);
                default -> in.skip();
            }
        }
        return new Message.NameContested(
                Fields.required(claimant, "claimant of a contested name"),
                Fields.required(endpoint, "endpoint of a contested name"));
    }

    static Message.EventPull pull(Fields in) throws IOException {
        return new Message.EventPull(
                ranges(in, Wire.EventPull.RANGES_FIELD_NUMBER, "ranges of a pull"));
    }

    static Message.EventGone gone(Fields in) throws IOException {
        return new Message.EventGone(
                ranges(in, Wire.EventGone.RANGES_FIELD_NUMBER, "ranges of a gone"));
    }

    static Message.EventReceipt receipt(Fields in) throws IOException {
        long time = 0;
        boolean busy = false;
        List<Integer> tokens = List.of();
        while (in.next()) {
            switch (in.number()) {
                case Wire.EventReceipt.TIME_FIELD_NUMBER -> time = in.varint();
                case Wire.EventReceipt.BUSY_FIELD_NUMBER -> busy = in.bool();
                case Wire.EventReceipt.TOKENS_FIELD_NUMBER ->
                        tokens = in.packedFixed32(PartCodec.TOKENS_MAX, "tokens of a receipt");
                default -> in.skip();
            }
        }
        return new Message.EventReceipt(new LamportTime(time), busy, tokens);
    }

    static Message.EventHave have(Fields in) throws IOException {
        long time = 0;
        int token = 0;
        List<EventRange> ranges = List.of();
        while (in.next()) {
            switch (in.number()) {
                case Wire.EventHave.TIME_FIELD_NUMBER -> time = in.varint();
                case Wire.EventHave.TOKEN_FIELD_NUMBER -> token = in.fixed32();
                case Wire.EventHave.RANGES_FIELD_NUMBER ->
                        ranges = range(in, ranges, "ranges of a have");
                default -> in.skip();
            }
        }
        return new Message.EventHave(
                new LamportTime(time), token, Collections.unmodifiableList(ranges));
    }

    static Message.EventHeld held(Fields in) throws IOException {
        long time = 0;
        int token = 0;
        List<EventRange> wanted = List.of();
        List<EventRange> passed = List.of();
        while (in.next()) {
            switch (in.number()) {
                case Wire.EventHeld.TIME_FIELD_NUMBER -> time = in.varint();
                case Wire.EventHeld.TOKEN_FIELD_NUMBER -> token = in.fixed32();
                case Wire.EventHeld.WANTED_FIELD_NUMBER ->
                        wanted = range(in, wanted, "ranges of a held");
                case Wire.EventHeld.PASSED_FIELD_NUMBER ->
                        passed = range(in, passed, "ranges of a held");
                default -> in.skip();
            }
        }
        return new Message.EventHeld(
                new LamportTime(time),
                token,
                Collections.unmodifiableList(wanted),
                Collections.unmodifiableList(passed));
    }

    /// @return `ranges` and the one that follows
    private static List<EventRange> range(Fields in, List<EventRange> ranges, String what)
            throws IOException {
        return added(ranges, in.message(MessageReader::range), PartCodec.RANGES_MAX, what);
    }

    private static EventMark mark(Fields in) throws IOException {
        OriginBoot boot = null;
        long sequence = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.EventMark.BOOT_FIELD_NUMBER -> boot = in.message(IdentityReader::boot);
                case Wire.EventMark.SEQUENCE_FIELD_NUMBER -> sequence = in.varint();
                default -> in.skip();
            }
        }
        return new EventMark(Fields.required(boot, "boot of a mark"), sequence);
    }

    private static List<EventRange> ranges(Fields in, int field, String what) throws IOException {
        List<EventRange> ranges = List.of();
        while (in.next()) {
            if (in.number() == field) {
                ranges = range(in, ranges, what);
            } else {
                in.skip();
            }
        }
        return Collections.unmodifiableList(ranges);
    }

    private static EventRange range(Fields in) throws IOException {
        OriginBoot boot = null;
        long from = 0;
        long to = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.EventRange.BOOT_FIELD_NUMBER -> boot = in.message(IdentityReader::boot);
                case Wire.EventRange.FROM_FIELD_NUMBER -> from = in.varint();
                case Wire.EventRange.TO_FIELD_NUMBER -> to = in.varint();
                default -> in.skip();
            }
        }
        return new EventRange(Fields.required(boot, "boot of a range"), from, to);
    }

    /// @return `list`, or a new one in place of the empty one: most acks have no marks
    private static <T> List<T> added(List<T> list, T element, int max, String what)
            throws MalformedException {
        if (list.size() == max) {
            throw new MalformedException("%s must be at most %d, are more".formatted(what, max));
        }
        List<T> grown = list.isEmpty() ? new ArrayList<>() : list;
        grown.add(element);
        return grown;
    }
}
