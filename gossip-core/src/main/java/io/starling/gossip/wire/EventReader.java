package io.starling.gossip.wire;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.wire.proto.Wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/// Reads an event, or only its identity when the event is known.
///
/// The identity stands first. This is required and not only expected: where it could also follow
/// later, two nodes might file the same bytes under different identities.
final class EventReader implements Fields.Reader<Optional<EncodedEvent>> {
    private static final int IDENTITY_LAST = Wire.UserEvent.SEQUENCE_FIELD_NUMBER;
    private static final byte[] EMPTY = {};

    private final Predicate<EventKey> known;
    private @Nullable EventKey lastKnown;
    private OriginBoot lastBoot = new OriginBoot(0, 0);

    /// @param known whether an event need not be read
    EventReader(Predicate<EventKey> known) {
        this.known = known;
    }

    /// The event that was not read because it is known.
    EventKey lastKnown() {
        return Objects.requireNonNull(lastKnown);
    }

    /// @return empty if the event is known
    @Override
    public Optional<EncodedEvent> read(Fields in) throws IOException {
        int from = in.position();
        long ordinal = 0;
        long nonce = 0;
        long sequence = 0;
        boolean more = in.next();
        for (; more && in.number() <= IDENTITY_LAST; more = in.next()) {
            switch (in.number()) {
                case Wire.UserEvent.BOOT_ORDINAL_FIELD_NUMBER -> ordinal = in.fixed64();
                case Wire.UserEvent.BOOT_NONCE_FIELD_NUMBER -> nonce = in.fixed64();
                default -> sequence = in.varint();
            }
        }
        var key = new EventKey(boot(ordinal, nonce), sequence);
        if (known.test(key)) {
            in.skipRest();
            lastKnown = key;
            return Optional.empty();
        }
        var event = contents(in, more, key);
        return Optional.of(new EncodedEvent(event, in.copy(from, in.position())));
    }

    /// One object for the events of one origin that come one after the other, as they mostly do.
    private OriginBoot boot(long ordinal, long nonce) {
        if (ordinal != lastBoot.ordinal() || nonce != lastBoot.nonce()) {
            lastBoot = new OriginBoot(ordinal, nonce);
        }
        return lastBoot;
    }

    /// @param more whether there is a field to begin with
    private static UserEvent contents(Fields in, boolean more, EventKey key) throws IOException {
        EventId id = null;
        long time = 0;
        NodeId origin = null;
        long firedAtMicros = 0;
        var name = "";
        var payload = EMPTY;
        var node = "";
        var service = "";
        var tag = "";
        NamedQuestion question = null;
        for (; more; more = in.next()) {
            switch (in.number()) {
                case Wire.UserEvent.ID_FIELD_NUMBER -> id = in.message(IdentityReader::eventId);
                case Wire.UserEvent.TIME_FIELD_NUMBER -> time = in.varint();
                case Wire.UserEvent.ORIGIN_FIELD_NUMBER ->
                        origin = in.message(IdentityReader::nodeId);
                case Wire.UserEvent.FIRED_AT_MICROS_FIELD_NUMBER -> firedAtMicros = in.varint();
                case Wire.UserEvent.NAME_FIELD_NUMBER -> name = in.text();
                case Wire.UserEvent.PAYLOAD_FIELD_NUMBER -> payload = in.bytes();
                case Wire.UserEvent.NODE_FILTER_FIELD_NUMBER -> node = in.text();
                case Wire.UserEvent.SERVICE_FILTER_FIELD_NUMBER -> service = in.text();
                case Wire.UserEvent.TAG_FILTER_FIELD_NUMBER -> tag = in.text();
                case Wire.UserEvent.QUESTION_FIELD_NUMBER ->
                        question = in.message(EventReader::question);
                default -> skipUnlessIdentity(in);
            }
        }
        return new UserEvent(
                Fields.required(id, "id of an event"),
                key,
                new LamportTime(time),
                Fields.required(origin, "origin of an event"),
                question == null ? name : question.name,
                payload,
                filters(node, service, tag),
                firedAtMicros,
                question == null ? Optional.empty() : Optional.of(question.question));
    }

    private record NamedQuestion(String name, Question question) {}

    /// What a newer release asks beyond the limits of this one is taken for the limit: refused, it
    /// would be a hole among the events of its origin.
    private static NamedQuestion question(Fields in) throws IOException {
        var name = "";
        long timeoutMillis = 0;
        long relays = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Question.NAME_FIELD_NUMBER -> name = in.text();
                case Wire.Question.TIMEOUT_MILLIS_FIELD_NUMBER -> timeoutMillis = in.varint();
                case Wire.Question.RELAYS_FIELD_NUMBER -> relays = in.varint();
                default -> in.skip();
            }
        }
        var timeout =
                Math.clamp(
                        timeoutMillis,
                        Question.TIMEOUT_MIN.toMillis(),
                        Question.TIMEOUT_MAX.toMillis());
        return new NamedQuestion(
                name,
                new Question(
                        Duration.ofMillis(timeout), Math.clamp(relays, 0, Question.RELAYS_MAX)));
    }

    private static void skipUnlessIdentity(Fields in) throws IOException {
        if (in.number() <= IDENTITY_LAST) {
            throw new MalformedException(
                    "field %d of an event stands after field %d; the identity comes first"
                            .formatted(in.number(), IDENTITY_LAST));
        }
        in.skip();
    }

    private static EventFilters filters(String node, String service, String tag) {
        return node.isEmpty() && service.isEmpty() && tag.isEmpty()
                ? EventFilters.NONE
                : new EventFilters(node, service, tag);
    }
}
