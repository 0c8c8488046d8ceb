package io.starling.gossip.wire;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Part;
import io.starling.gossip.wire.proto.Wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Reads the bodies of datagrams, one after the other.
///
/// It is kept from one to the next, and makes a list only for what it finds: most datagrams of a
/// busy cluster hold copies of events that are known, and these should cost next to nothing.
///
/// Confined to one thread.
final class PacketReader {
    private static final Predicate<EventKey> NONE = _ -> false;
    /// A datagram of more than one part has about so many.
    private static final int PARTS_MANY = 4;

    private final EventReader events = new EventReader(this::isKnown);
    private final HandOverReader handOvers = new HandOverReader(events);
    // Made once, because a reference to a method of `this` is an object each time.
    private final Fields.Reader<List<Part>> packet = this::packet;
    private final Fields.Reader<Optional<Part>> part = this::part;
    private final Fields.Reader<Optional<Message.EventCopy>> copy = this::copy;

    private final Fields fields = new Fields(new byte[0], 0);
    private Predicate<EventKey> known = NONE;
    private List<Decoded.Again> again = List.of();
    private int duplicates;

    /// @param at where the body begins
    /// @param known whether copies of an event need not be read
    Decoded.Packet read(byte[] datagram, int at, Predicate<EventKey> known)
            throws MalformedException {
        this.known = known;
        again = List.of();
        duplicates = 0;
        var parts = fields.over(datagram, at).all(packet);
        return new Decoded.Packet(parts, duplicates, again);
    }

    private boolean isKnown(EventKey key) {
        return known.test(key);
    }

    private List<Part> packet(Fields in) throws IOException {
        List<Part> parts = List.of();
        while (in.next()) {
            switch (in.number()) {
                case Wire.Packet.PART_FIELD_NUMBER -> {
                    var next = in.message(part);
                    parts = next.isEmpty() ? parts : with(parts, next.get());
                }
                default -> in.skip();
            }
        }
        return parts;
    }

    /// Most datagrams hold one part.
    private static <T> List<T> with(List<T> some, T next) {
        if (some.isEmpty()) {
            return List.of(next);
        }
        var more = some;
        if (some.size() == 1) {
            more = new ArrayList<>(PARTS_MANY);
            more.addAll(some);
        }
        more.add(next);
        return more;
    }

    /// @return empty for a copy of a known event, which is counted, and for a part of a kind that
    ///     this release does not know
    private Optional<Part> part(Fields in) throws IOException {
        Part part = null;
        int messages = 0;
        while (in.next()) {
            messages++;
            switch (in.number()) {
                case Wire.Part.PING_FIELD_NUMBER -> part = in.message(MessageReader::ping);
                case Wire.Part.PING_REQUEST_FIELD_NUMBER ->
                        part = in.message(MessageReader::pingRequest);
                case Wire.Part.ACK_FIELD_NUMBER -> part = in.message(MessageReader::ack);
                case Wire.Part.NACK_FIELD_NUMBER -> part = in.message(MessageReader::nack);
                case Wire.Part.EVENT_COPY_FIELD_NUMBER -> part = eventCopy(in);
                case Wire.Part.EVENT_PULL_FIELD_NUMBER -> part = in.message(MessageReader::pull);
                case Wire.Part.EVENT_GONE_FIELD_NUMBER -> part = in.message(MessageReader::gone);
                case Wire.Part.EVENT_HAND_OVER_FIELD_NUMBER -> part = handOver(in);
                case Wire.Part.EVENT_RECEIPT_FIELD_NUMBER ->
                        part = in.message(MessageReader::receipt);
                case Wire.Part.EVENT_HAVE_FIELD_NUMBER -> part = in.message(MessageReader::have);
                case Wire.Part.EVENT_HELD_FIELD_NUMBER -> part = in.message(MessageReader::held);
                case Wire.Part.ALIVE_FIELD_NUMBER -> part = in.message(ClaimReader::alive);
                case Wire.Part.SUSPECT_FIELD_NUMBER -> part = in.message(ClaimReader::suspect);
                case Wire.Part.DEAD_FIELD_NUMBER -> part = in.message(ClaimReader::dead);
                case Wire.Part.LEFT_FIELD_NUMBER -> part = in.message(ClaimReader::left);
                case Wire.Part.CLAIM_HAND_OVER_FIELD_NUMBER ->
                        part = in.message(ClaimReader::handOver);
                case Wire.Part.NAME_CONTESTED_FIELD_NUMBER ->
                        part = in.message(MessageReader::nameContested);
                case Wire.Part.QUERY_ANSWER_FIELD_NUMBER ->
                        part = in.message(AnswerReader::queryAnswer);
                default -> {
                    messages--;
                    in.skip();
                }
            }
        }
        if (messages > 1) {
            throw new MalformedException("a part must hold one message, held " + messages);
        }
        return Optional.ofNullable(part);
    }

    /// @return null for a copy of a known event
    private @Nullable Part eventCopy(Fields in) throws IOException {
        var fresh = in.message(copy);
        if (fresh.isEmpty()) {
            duplicates++;
        }
        return fresh.orElse(null);
    }

    private Optional<Message.EventCopy> copy(Fields in) throws IOException {
        Optional<EncodedEvent> event = null;
        boolean reply = false;
        while (in.next()) {
            switch (in.number()) {
                case Wire.EventCopy.EVENT_FIELD_NUMBER -> event = in.message(events);
                case Wire.EventCopy.REPLY_FIELD_NUMBER -> reply = in.bool();
                default -> in.skip();
            }
        }
        boolean isReply = reply;
        return Fields.required(event, "event of a copy")
                .map(fresh -> new Message.EventCopy(fresh, isReply));
    }

    /// @return null for a known event, which is put with the others of this kind
    private @Nullable Part handOver(Fields in) throws IOException {
        var fresh = in.message(handOvers);
        if (fresh.isEmpty()) {
            again = with(again, handOvers.again());
        }
        return fresh.orElse(null);
    }
}
