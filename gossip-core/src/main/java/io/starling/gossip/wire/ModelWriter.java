package io.starling.gossip.wire;

import com.google.protobuf.UnsafeByteOperations;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventMark;
import io.starling.gossip.model.EventProgress;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Standing;
import io.starling.gossip.model.Status;
import io.starling.gossip.wire.proto.Wire;

/// Turns the words of the model into those of the wire.
final class ModelWriter {
    private ModelWriter() {}

    static Wire.Id id(NodeId id) {
        return id(id.high(), id.low());
    }

    static Wire.Id id(EventId id) {
        return id(id.high(), id.low());
    }

    private static Wire.Id id(long high, long low) {
        return Wire.Id.newBuilder().setHigh(high).setLow(low).build();
    }

    static Wire.Boot boot(OriginBoot boot) {
        return Wire.Boot.newBuilder().setOrdinal(boot.ordinal()).setNonce(boot.nonce()).build();
    }

    static Wire.Incarnation incarnation(Incarnation incarnation) {
        return Wire.Incarnation.newBuilder()
                .setBoot(incarnation.boot())
                .setRefutations(incarnation.refutations())
                .build();
    }

    /// @throws IllegalArgumentException if nobody can be reached there: every receiver would drop
    ///     the whole datagram for it
    static Wire.Endpoint endpoint(Endpoint endpoint) {
        if (endpoint.port() == 0 || endpoint.isWildcard()) {
            throw new IllegalArgumentException(
                    "an endpoint that others are told must have a port and no wildcard address, was"
                            + " "
                            + endpoint);
        }
        return Wire.Endpoint.newBuilder()
                .setAddress(UnsafeByteOperations.unsafeWrap(endpoint.addressBytes()))
                .setPort(endpoint.port())
                .build();
    }

    static Wire.Alive alive(Claim.Alive claim) {
        var alive =
                Wire.Alive.newBuilder()
                        .setSubject(id(claim.subject()))
                        .setIncarnation(incarnation(claim.incarnation()))
                        .setName(claim.name())
                        .setEndpoint(endpoint(claim.endpoint()))
                        .setBoot(boot(claim.boot()))
                        .setProtocolMin(claim.protocol().min())
                        .setProtocolMax(claim.protocol().max());
        claim.tags()
                .values()
                .forEach(
                        (key, value) ->
                                alive.addTags(Wire.Tag.newBuilder().setKey(key).setValue(value)));
        return alive.build();
    }

    static Wire.MemberRow row(Member member) {
        return Wire.MemberRow.newBuilder()
                .setMember(alive(member.alive()))
                .setStatus(status(member.status()))
                .build();
    }

    static Wire.Standing standing(Standing standing) {
        return Wire.Standing.newBuilder()
                .setId(id(standing.id()))
                .setIncarnation(incarnation(standing.incarnation()))
                .setStatus(
                        standing.status()
                                .map(ModelWriter::status)
                                .orElse(Wire.MemberStatus.STATUS_NOT_GIVEN))
                .build();
    }

    private static Wire.MemberStatus status(Status status) {
        return switch (status) {
            case ALIVE -> Wire.MemberStatus.ALIVE;
            case SUSPECT -> Wire.MemberStatus.SUSPECT;
            case LEFT -> Wire.MemberStatus.LEFT;
            case DEAD -> Wire.MemberStatus.DEAD;
        };
    }

    static Wire.EventMark mark(EventMark mark) {
        return Wire.EventMark.newBuilder()
                .setBoot(boot(mark.boot()))
                .setSequence(mark.sequence())
                .build();
    }

    static Wire.EventRange range(EventRange range) {
        return Wire.EventRange.newBuilder()
                .setBoot(boot(range.boot()))
                .setFrom(range.from())
                .setTo(range.to())
                .build();
    }

    /// @throws IllegalArgumentException if a hole is one of another boot
    static Wire.EventProgress progress(EventProgress progress) {
        var written =
                Wire.EventProgress.newBuilder()
                        .setBoot(boot(progress.boot()))
                        .setBase(progress.base())
                        .setHighest(progress.highest());
        for (var hole : progress.missing()) {
            if (!hole.boot().equals(progress.boot())) {
                throw new IllegalArgumentException(
                        "a hole of boot %s must be of that boot, was %s"
                                .formatted(progress.boot(), hole));
            }
            written.addMissing(Wire.Hole.newBuilder().setFrom(hole.from()).setTo(hole.to()));
        }
        return written.build();
    }
}
