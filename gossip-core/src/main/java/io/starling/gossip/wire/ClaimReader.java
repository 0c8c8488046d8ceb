package io.starling.gossip.wire;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.wire.proto.Wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads claims, and the rows of the member table, which are claims with a status.
final class ClaimReader {
    private ClaimReader() {}

    static Claim.Alive alive(Fields in) throws IOException {
        NodeId subject = null;
        Incarnation incarnation = null;
        var name = "";
        Endpoint endpoint = null;
        OriginBoot boot = null;
        long protocolMin = 0;
        long protocolMax = 0;
        var tags = new TagsReader();
        while (in.next()) {
            switch (in.number()) {
                case Wire.Alive.SUBJECT_FIELD_NUMBER ->
                        subject = in.message(IdentityReader::nodeId);
                case Wire.Alive.INCARNATION_FIELD_NUMBER ->
                        incarnation = in.message(IdentityReader::incarnation);
                case Wire.Alive.NAME_FIELD_NUMBER -> name = in.text();
                case Wire.Alive.ENDPOINT_FIELD_NUMBER ->
                        endpoint = in.message(IdentityReader::endpoint);
                case Wire.Alive.BOOT_FIELD_NUMBER -> boot = in.message(IdentityReader::boot);
                case Wire.Alive.PROTOCOL_MIN_FIELD_NUMBER -> protocolMin = in.varint();
                case Wire.Alive.PROTOCOL_MAX_FIELD_NUMBER -> protocolMax = in.varint();
                case Wire.Alive.TAGS_FIELD_NUMBER -> in.message(tags);
                default -> in.skip();
            }
        }
        return new Claim.Alive(
                Fields.required(subject, "subject of an alive claim"),
                Fields.required(incarnation, "incarnation of an alive claim"),
                name,
                Fields.required(endpoint, "endpoint of an alive claim"),
                Fields.required(boot, "boot of an alive claim"),
                protocol(protocolMin, protocolMax),
                tags.tags());
    }

    static Claim.Suspect suspect(Fields in) throws IOException {
        NodeId subject = null;
        Incarnation incarnation = null;
        NodeId accuser = null;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Suspect.SUBJECT_FIELD_NUMBER ->
                        subject = in.message(IdentityReader::nodeId);
                case Wire.Suspect.INCARNATION_FIELD_NUMBER ->
                        incarnation = in.message(IdentityReader::incarnation);
                case Wire.Suspect.ACCUSER_FIELD_NUMBER ->
                        accuser = in.message(IdentityReader::nodeId);
                default -> in.skip();
            }
        }
        return new Claim.Suspect(
                Fields.required(subject, "subject of a suspicion"),
                Fields.required(incarnation, "incarnation of a suspicion"),
                Fields.required(accuser, "accuser of a suspicion"));
    }

    static Claim.Dead dead(Fields in) throws IOException {
        NodeId subject = null;
        Incarnation incarnation = null;
        NodeId accuser = null;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Dead.SUBJECT_FIELD_NUMBER -> subject = in.message(IdentityReader::nodeId);
                case Wire.Dead.INCARNATION_FIELD_NUMBER ->
                        incarnation = in.message(IdentityReader::incarnation);
                case Wire.Dead.ACCUSER_FIELD_NUMBER -> accuser = in.message(IdentityReader::nodeId);
                default -> in.skip();
            }
        }
        return new Claim.Dead(
                Fields.required(subject, "subject of a death"),
                Fields.required(incarnation, "incarnation of a death"),
                Fields.required(accuser, "accuser of a death"));
    }

    static Claim.Left left(Fields in) throws IOException {
        NodeId subject = null;
        Incarnation incarnation = null;
        Optional<NodeId> declarer = Optional.empty();
        boolean prune = false;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Left.SUBJECT_FIELD_NUMBER -> subject = in.message(IdentityReader::nodeId);
                case Wire.Left.INCARNATION_FIELD_NUMBER ->
                        incarnation = in.message(IdentityReader::incarnation);
                case Wire.Left.DECLARER_FIELD_NUMBER ->
                        declarer = Optional.of(in.message(IdentityReader::nodeId));
                case Wire.Left.PRUNE_FIELD_NUMBER -> prune = in.bool();
                default -> in.skip();
            }
        }
        return new Claim.Left(
                Fields.required(subject, "subject of a goodbye"),
                Fields.required(incarnation, "incarnation of a goodbye"),
                declarer,
                prune);
    }

    static Message.ClaimHandOver handOver(Fields in) throws IOException {
        Claim claim = null;
        int claims = 0;
        long from = 0;
        long to = 0;
        long cut = 0;
        var duty = Duty.LEAF;
        while (in.next()) {
            switch (in.number()) {
                case Wire.ClaimHandOver.ALIVE_FIELD_NUMBER -> {
                    claim = in.message(ClaimReader::alive);
                    claims++;
                }
                case Wire.ClaimHandOver.LEFT_FIELD_NUMBER -> {
                    claim = in.message(ClaimReader::left);
                    claims++;
                }
                case Wire.ClaimHandOver.FROM_FIELD_NUMBER -> from = in.fixed64();
                case Wire.ClaimHandOver.TO_FIELD_NUMBER -> to = in.fixed64();
                case Wire.ClaimHandOver.CUT_FIELD_NUMBER -> cut = in.fixed64();
                case Wire.ClaimHandOver.DUTY_FIELD_NUMBER ->
                        duty = HandOverReader.duty(in.varint());
                default -> in.skip();
            }
        }
        if (claims > 1) {
            throw new MalformedException("a hand-over must hold one claim, held " + claims);
        }
        return new Message.ClaimHandOver(
                Fields.required(claim, "claim of a hand-over"), new Arc(from, to), cut, duty);
    }

    static Member member(Fields in) throws IOException {
        Claim.Alive said = null;
        long status = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.MemberRow.MEMBER_FIELD_NUMBER -> said = in.message(ClaimReader::alive);
                case Wire.MemberRow.STATUS_FIELD_NUMBER -> status = in.varint();
                default -> in.skip();
            }
        }
        var member = Member.of(Fields.required(said, "member of a row"));
        return member.with(status(status), member.incarnation());
    }

    static Status status(long number) throws MalformedException {
        return switch (Fields.within(1, 4, number, "status of a member")) {
            case Wire.MemberStatus.ALIVE_VALUE -> Status.ALIVE;
            case Wire.MemberStatus.SUSPECT_VALUE -> Status.SUSPECT;
            case Wire.MemberStatus.LEFT_VALUE -> Status.LEFT;
            case Wire.MemberStatus.DEAD_VALUE -> Status.DEAD;
            default -> throw new MalformedException("status of a member is unknown: " + number);
        };
    }

    private static ProtocolRange protocol(long least, long most) throws MalformedException {
        int min = Fields.within(1, 255, least, "least protocol version of a member");
        int max = Fields.within(1, 255, most, "highest protocol version of a member");
        var current = ProtocolRange.CURRENT;
        // Nearly always, and thousands of rows share it then.
        return min == current.min() && max == current.max() ? current : new ProtocolRange(min, max);
    }

    /// Gathers tags one by one, and gives up where they become too many, not at their end.
    private static final class TagsReader implements Fields.Reader<TagsReader> {
        private @Nullable SortedMap<String, String> values;
        private int characters;

        @Override
        public TagsReader read(Fields in) throws IOException {
            var key = "";
            var value = "";
            while (in.next()) {
                switch (in.number()) {
                    case Wire.Tag.KEY_FIELD_NUMBER -> key = in.text();
                    case Wire.Tag.VALUE_FIELD_NUMBER -> value = in.text();
                    default -> in.skip();
                }
            }
            add(key, value);
            return this;
        }

        private void add(String key, String value) throws MalformedException {
            // Never more characters than bytes, so that the exact check of Tags has the last word.
            characters += key.length() + value.length();
            if (characters > Tags.BYTES_MAX) {
                throw new MalformedException(
                        "tags must have at most %d bytes together, they have more"
                                .formatted(Tags.BYTES_MAX));
            }
            if (values == null) {
                values = new TreeMap<>();
            }
            if (values.put(key, value) != null) {
                throw new MalformedException(
                        "tag \"%s\" is there twice".formatted(Names.printable(key)));
            }
        }

        Tags tags() {
            return values == null ? Tags.NONE : new Tags(values);
        }
    }
}
