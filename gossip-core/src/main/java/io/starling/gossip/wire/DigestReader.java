package io.starling.gossip.wire;

import io.starling.gossip.model.EventProgress;
import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Standing;
import io.starling.gossip.model.Status;
import io.starling.gossip.wire.proto.Wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the exchanges that compare tables by their hashes.
final class DigestReader {
    private static final int BUCKETS_MAX = 1 << StreamCodec.DIGEST_BITS_MAX;

    private DigestReader() {}

    static Exchange.Digest digest(Fields in) throws IOException {
        Member sender = null;
        long time = 0;
        var events = new ArrayList<EventProgress>();
        long bits = 0;
        long from = 0;
        var hashes = new ArrayList<Long>();
        while (in.next()) {
            switch (in.number()) {
                case Wire.Digest.SENDER_FIELD_NUMBER -> sender = in.message(ClaimReader::member);
                case Wire.Digest.TIME_FIELD_NUMBER -> time = in.varint();
                case Wire.Digest.EVENTS_FIELD_NUMBER ->
                        events.add(in.message(PageReader::progress));
                case Wire.Digest.BITS_FIELD_NUMBER -> bits = in.varint();
                case Wire.Digest.FROM_FIELD_NUMBER -> from = in.varint();
                case Wire.Digest.HASHES_FIELD_NUMBER ->
                        in.packedFixed64(hashes, BUCKETS_MAX, "hashes of a digest");
                default -> in.skip();
            }
        }
        int width = Fields.within(0, StreamCodec.DIGEST_BITS_MAX, bits, "bits of a digest");
        int first = Fields.within(0, (1 << width) - 1, from, "first bucket of a digest");
        int count = (1 << width) - first;
        Fields.within(count, count, hashes.size(), "number of hashes of a digest");
        return new Exchange.Digest(
                Fields.required(sender, "sender of a digest"),
                new LamportTime(time),
                Collections.unmodifiableList(events),
                width,
                first,
                Collections.unmodifiableList(hashes));
    }

    static Exchange.DigestAnswer answer(Fields in) throws IOException {
        Member sender = null;
        long time = 0;
        var events = new ArrayList<EventProgress>();
        var differing = new ArrayList<Long>();
        var standings = new ArrayList<Standing>();
        long next = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.DigestAnswer.SENDER_FIELD_NUMBER ->
                        sender = in.message(ClaimReader::member);
                case Wire.DigestAnswer.TIME_FIELD_NUMBER -> time = in.varint();
                case Wire.DigestAnswer.EVENTS_FIELD_NUMBER ->
                        events.add(in.message(PageReader::progress));
                case Wire.DigestAnswer.DIFFERING_FIELD_NUMBER ->
                        in.packedVarint(differing, BUCKETS_MAX, "buckets that differ");
                case Wire.DigestAnswer.STANDINGS_FIELD_NUMBER -> standing(in, standings);
                case Wire.DigestAnswer.NEXT_FIELD_NUMBER -> next = in.varint();
                default -> in.skip();
            }
        }
        int following = Fields.within(0, BUCKETS_MAX - 1, next, "next bucket of a digest");
        return new Exchange.DigestAnswer(
                Fields.required(sender, "sender of a digest answer"),
                new LamportTime(time),
                Collections.unmodifiableList(events),
                ascending(differing),
                Collections.unmodifiableList(standings),
                following == 0 ? OptionalInt.empty() : OptionalInt.of(following));
    }

    static Exchange.Rows rows(Fields in) throws IOException {
        Member sender = null;
        var members = new ArrayList<Member>();
        var standings = new ArrayList<Standing>();
        var wanted = new ArrayList<NodeId>();
        while (in.next()) {
            switch (in.number()) {
                case Wire.Rows.SENDER_FIELD_NUMBER -> sender = in.message(ClaimReader::member);
                case Wire.Rows.MEMBERS_FIELD_NUMBER -> members.add(in.message(ClaimReader::member));
                case Wire.Rows.STANDINGS_FIELD_NUMBER -> standing(in, standings);
                case Wire.Rows.WANTED_FIELD_NUMBER -> {
                    requireRoom(wanted, "ids wanted");
                    wanted.add(in.message(IdentityReader::nodeId));
                }
                default -> in.skip();
            }
        }
        return new Exchange.Rows(
                Fields.required(sender, "sender of rows"),
                Collections.unmodifiableList(members),
                Collections.unmodifiableList(standings),
                Collections.unmodifiableList(wanted));
    }

    static Exchange.RowsAnswer rowsAnswer(Fields in) throws IOException {
        Member sender = null;
        var members = new ArrayList<Member>();
        var standings = new ArrayList<Standing>();
        long answered = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.RowsAnswer.SENDER_FIELD_NUMBER ->
                        sender = in.message(ClaimReader::member);
                case Wire.RowsAnswer.MEMBERS_FIELD_NUMBER ->
                        members.add(in.message(ClaimReader::member));
                case Wire.RowsAnswer.STANDINGS_FIELD_NUMBER -> standing(in, standings);
                case Wire.RowsAnswer.ANSWERED_FIELD_NUMBER -> answered = in.varint();
                default -> in.skip();
            }
        }
        return new Exchange.RowsAnswer(
                Fields.required(sender, "sender of a rows answer"),
                Collections.unmodifiableList(members),
                Collections.unmodifiableList(standings),
                Fields.within(0, StreamCodec.STANDINGS_MAX, answered, "ids answered"));
    }

    private static void standing(Fields in, List<Standing> standings) throws IOException {
        requireRoom(standings, "standings");
        standings.add(in.message(DigestReader::standing));
    }

    private static Standing standing(Fields in) throws IOException {
        NodeId id = null;
        Incarnation incarnation = null;
        Optional<Status> status = Optional.empty();
        while (in.next()) {
            switch (in.number()) {
                case Wire.Standing.ID_FIELD_NUMBER -> id = in.message(IdentityReader::nodeId);
                case Wire.Standing.INCARNATION_FIELD_NUMBER ->
                        incarnation = in.message(IdentityReader::incarnation);
                case Wire.Standing.STATUS_FIELD_NUMBER -> {
                    long number = in.varint();
                    status =
                            number == 0
                                    ? Optional.empty()
                                    : Optional.of(ClaimReader.status(number));
                }
                default -> in.skip();
            }
        }
        return new Standing(
                Fields.required(id, "id of a standing"),
                Fields.required(incarnation, "incarnation of a standing"),
                status);
    }

    private static List<Integer> ascending(List<Long> buckets) throws MalformedException {
        var ascending = new ArrayList<Integer>(buckets.size());
        int least = 0;
        for (long bucket : buckets) {
            int at = Fields.within(least, BUCKETS_MAX - 1, bucket, "a bucket that differs");
            ascending.add(at);
            least = at + 1;
        }
        return Collections.unmodifiableList(ascending);
    }

    private static void requireRoom(List<?> list, String what) throws MalformedException {
        if (list.size() == StreamCodec.STANDINGS_MAX) {
            throw new MalformedException(
                    "%s must be at most %d, are more".formatted(what, StreamCodec.STANDINGS_MAX));
        }
    }
}
