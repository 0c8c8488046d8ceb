package io.starling.gossip.wire;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.wire.proto.Wire;

import java.io.IOException;

/// Reads who and where.
final class IdentityReader {
    private IdentityReader() {}

    static NodeId nodeId(Fields in) throws IOException {
        long high = 0;
        long low = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Id.HIGH_FIELD_NUMBER -> high = in.fixed64();
                case Wire.Id.LOW_FIELD_NUMBER -> low = in.fixed64();
                default -> in.skip();
            }
        }
        return new NodeId(high, low);
    }

    static EventId eventId(Fields in) throws IOException {
        var id = nodeId(in);
        return new EventId(id.high(), id.low());
    }

    static OriginBoot boot(Fields in) throws IOException {
        long ordinal = 0;
        long nonce = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Boot.ORDINAL_FIELD_NUMBER -> ordinal = in.fixed64();
                case Wire.Boot.NONCE_FIELD_NUMBER -> nonce = in.fixed64();
                default -> in.skip();
            }
        }
        return new OriginBoot(ordinal, nonce);
    }

    static Incarnation incarnation(Fields in) throws IOException {
        long boot = 0;
        long refutations = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Incarnation.BOOT_FIELD_NUMBER -> boot = in.fixed64();
                case Wire.Incarnation.REFUTATIONS_FIELD_NUMBER -> refutations = in.varint();
                default -> in.skip();
            }
        }
        if (refutations < 0) {
            throw new MalformedException(
                    "refutations of an incarnation must be below 2^63, were "
                            + Long.toUnsignedString(refutations));
        }
        return new Incarnation(boot, refutations);
    }

    static Endpoint endpoint(Fields in) throws IOException {
        byte[] address = null;
        long port = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Endpoint.ADDRESS_FIELD_NUMBER -> address = in.bytes();
                case Wire.Endpoint.PORT_FIELD_NUMBER -> port = in.varint();
                default -> in.skip();
            }
        }
        var endpoint =
                Endpoint.of(
                        Fields.required(address, "address of an endpoint"),
                        Fields.within(1, 65_535, port, "port of an endpoint"));
        if (endpoint.isWildcard()) {
            throw new MalformedException(
                    "nobody can be reached at the wildcard address %s".formatted(endpoint));
        }
        return endpoint;
    }
}
