package io.starling.gossip.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.wire.proto.Wire;

import java.util.Optional;

/// Events and their wire form, which the origin makes once and everyone forwards byte for byte.
/// Stateless.
public final class EventCodec {
    /// The name under which a question travels. Members that know of no questions take it for an
    /// event, and this is the one name whose events their agents keep to themselves.
    static final String SHOWN_TO_NOBODY = "_rexec";

    private EventCodec() {}

    /// What the size limit of events counts.
    ///
    /// @return the encoded size of exactly these fields, each with its tag and length; an empty
    ///     field counts nothing
    public static int contentBytes(String name, byte[] payload, EventFilters filters) {
        return textBytes(Wire.UserEvent.NAME_FIELD_NUMBER, name)
                + (payload.length == 0
                        ? 0
                        : CodedOutputStream.computeByteArraySize(
                                Wire.UserEvent.PAYLOAD_FIELD_NUMBER, payload))
                + textBytes(Wire.UserEvent.NODE_FILTER_FIELD_NUMBER, filters.node())
                + textBytes(Wire.UserEvent.SERVICE_FILTER_FIELD_NUMBER, filters.service())
                + textBytes(Wire.UserEvent.TAG_FILTER_FIELD_NUMBER, filters.tag());
    }

    public static EncodedEvent encode(UserEvent event) {
        var filters = event.filters();
        var written =
                Wire.UserEvent.newBuilder()
                        .setBootOrdinal(event.key().boot().ordinal())
                        .setBootNonce(event.key().boot().nonce())
                        .setSequence(event.key().sequence())
                        .setId(ModelWriter.id(event.id()))
                        .setTime(event.time().value())
                        .setOrigin(ModelWriter.id(event.origin()))
                        .setFiredAtMicros(event.firedAtMicros())
                        .setName(event.question().isEmpty() ? event.name() : SHOWN_TO_NOBODY)
                        .setPayload(UnsafeByteOperations.unsafeWrap(event.payload()))
                        .setNodeFilter(filters.node())
                        .setServiceFilter(filters.service())
                        .setTagFilter(filters.tag());
        event.question()
                .map(question -> question(event.name(), question))
                .ifPresent(written::setQuestion);
        return new EncodedEvent(event, written.build().toByteArray());
    }

    /// @param bytes as [#encode] made them, possibly with fields of a newer version
    /// @return empty if they are anything else, or break a limit
    public static Optional<EncodedEvent> decode(byte[] bytes) {
        try {
            return new Fields(bytes, 0).all(new EventReader(_ -> false));
        } catch (MalformedException malformed) {
            return Optional.empty();
        }
    }

    private static Wire.Question question(String name, Question question) {
        return Wire.Question.newBuilder()
                .setName(name)
                .setTimeoutMillis((int) question.timeout().toMillis())
                .setRelays(question.relays())
                .build();
    }

    private static int textBytes(int field, String text) {
        return text.isEmpty() ? 0 : CodedOutputStream.computeStringSize(field, text);
    }
}
