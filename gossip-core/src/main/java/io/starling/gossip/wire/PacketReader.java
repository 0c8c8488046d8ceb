package io.starling.gossip.wire;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Part;
import io.starling.gossip.wire.proto.Wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Reads the body of one datagram.
final class PacketReader implements Fields.Reader<List<Part>> {
    private final EventReader events;
    private final List<Part> parts = new ArrayList<>();
    private int duplicates;
    private List<Decoded.Again> again = List.of();

    PacketReader(Predicate<EventKey> known) {
        this.events = new EventReader(known);
    }

    /// How many copies of known events there were.
    int duplicates() {
        return duplicates;
    }

    /// Known events that were handed over again.
    List<Decoded.Again> again() {
        return again;
    }

    @Override
    public List<Part> read(Fields in) throws IOException {
        while (in.next()) {
            switch (in.number()) {
                case Wire.Packet.PART_FIELD_NUMBER -> in.message(this::part).ifPresent(parts::add);
                default -> in.skip();
            }
        }
        return Collections.unmodifiableList(parts);
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
                case Wire.Part.NAME_CONTESTED_FIELD_NUMBER ->
                        part = in.message(MessageReader::nameContested);
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
        var copy = in.message(this::copy);
        if (copy.isEmpty()) {
            duplicates++;
        }
        return copy.orElse(null);
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
        var reader = new HandOverReader(events);
        var fresh = in.message(reader);
        if (fresh.isEmpty()) {
            again = again.isEmpty() ? new ArrayList<>(2) : again;
            again.add(reader.again());
        }
        return fresh.orElse(null);
    }
}
