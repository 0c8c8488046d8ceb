package io.starling.gossip.wire;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.Message;
import io.starling.gossip.wire.proto.Wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/// Reads hand-overs, one after the other; of a known event only its identity and what is to be done
/// with it.
///
/// Confined to one thread.
final class HandOverReader implements Fields.Reader<Optional<Message.EventHandOver>> {
    private final EventReader events;
    private @Nullable HandOver over;

    HandOverReader(EventReader events) {
        this.events = events;
    }

    /// @return empty if the event is known; then [#again] says what is to be done with it
    @Override
    public Optional<Message.EventHandOver> read(Fields in) throws IOException {
        Optional<EncodedEvent> event = null;
        long from = 0;
        long to = 0;
        long cut = 0;
        int via = 0;
        int token = 0;
        var duty = Duty.LEAF;
        boolean economy = false;
        while (in.next()) {
            switch (in.number()) {
                case Wire.EventHandOver.EVENT_FIELD_NUMBER -> event = in.message(events);
                case Wire.EventHandOver.FROM_FIELD_NUMBER -> from = in.fixed64();
                case Wire.EventHandOver.TO_FIELD_NUMBER -> to = in.fixed64();
                case Wire.EventHandOver.CUT_FIELD_NUMBER -> cut = in.fixed64();
                case Wire.EventHandOver.VIA_FIELD_NUMBER -> via = in.fixed32();
                case Wire.EventHandOver.TOKEN_FIELD_NUMBER -> token = in.fixed32();
                case Wire.EventHandOver.DUTY_FIELD_NUMBER -> duty = duty(in.varint());
                case Wire.EventHandOver.ECONOMY_FIELD_NUMBER -> economy = in.bool();
                default -> in.skip();
            }
        }
        var asked = new HandOver(new Arc(from, to), cut, via, token, duty, economy);
        over = asked;
        var fresh = Fields.required(event, "event of a hand-over");
        // Mapped, it would be an object more for each copy of a known event.
        return fresh.isEmpty()
                ? Optional.empty()
                : Optional.of(new Message.EventHandOver(fresh.get(), asked));
    }

    Decoded.Again again() {
        return new Decoded.Again(events.lastKnown(), Objects.requireNonNull(over));
    }

    /// A duty of a newer release is taken for the least that can be asked.
    static Duty duty(long number) {
        if (number == Wire.Duty.ALONE_VALUE) {
            return Duty.ALONE;
        }
        return number == Wire.Duty.SHARED_VALUE ? Duty.SHARED : Duty.LEAF;
    }
}
