package io.starling.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Part;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.wire.proto.Wire;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

class EventCodecTest {
    private static final EncodedEvent EVENT = Samples.ENCODED;
    private static final byte[] NOTHING = {};

    @Test
    void eventComesBackAsItWas() {
        var decoded = EventCodec.decode(EVENT.bytes()).orElseThrow();
        assertThat(decoded.event()).isEqualTo(Samples.EVENT);
        assertThat(decoded.bytes()).isEqualTo(EVENT.bytes());
    }

    @Test
    void eventOfExtremesComesBackAsItWas() {
        var event =
                new UserEvent(
                        Samples.EVENT.id(),
                        new EventKey(new OriginBoot(0, 0), Long.MAX_VALUE),
                        new LamportTime(-1),
                        Samples.OTHER_NODE,
                        "ä".repeat(128),
                        NOTHING,
                        EventFilters.NONE,
                        -1);
        assertThat(EventCodec.decode(EventCodec.encode(event).bytes()).orElseThrow().event())
                .isEqualTo(event);
    }

    @Test
    void contentBytesAreThoseOfNamePayloadAndFilters() {
        var none = EventFilters.NONE;
        assertThat(EventCodec.contentBytes("x", NOTHING, none)).isEqualTo(3);
        assertThat(EventCodec.contentBytes("deploy", new byte[400], none)).isEqualTo(8 + 403);
        assertThat(EventCodec.contentBytes("ö", new byte[1], new EventFilters("a", "", "b")))
                .isEqualTo(4 + 3 + 3 + 3);
        var without = withContent(new byte[0], none);
        var with = withContent(new byte[200], new EventFilters("n", "ss", "ttt"));
        assertThat(with.bytes().length - without.bytes().length)
                .isEqualTo(
                        EventCodec.contentBytes("deploy", new byte[200], with.event().filters())
                                - EventCodec.contentBytes("deploy", NOTHING, none));
    }

    /// An event that another release wrote, with a field that this one does not know.
    @Test
    void forwardsForeignFieldsByteForByte() throws IOException {
        var bytes = Arrays.copyOf(EVENT.bytes(), EVENT.bytes().length + 3);
        System.arraycopy(HexFormat.of().parseHex("f80107"), 0, bytes, EVENT.bytes().length, 3);
        var foreign = EventCodec.decode(bytes).orElseThrow();

        var received = copies(Wires.datagram(new Message.EventCopy(foreign, false))).getFirst();
        var forwarded = copies(Wires.datagram(new Message.EventCopy(received, false))).getFirst();

        assertThat(received.event()).isEqualTo(Samples.EVENT);
        assertThat(forwarded.bytes()).isEqualTo(bytes);
        assertThat(Wire.UserEvent.parseFrom(forwarded.bytes()).getUnknownFields().asMap())
                .containsKey(31);
    }

    @Test
    void identityStandsInTheFirstBytes() {
        assertThat(HexFormat.of().formatHex(EVENT.bytes(), 0, 21))
                .isEqualTo("09" + "040302019a010000" + "11" + "8877665544332211" + "18ac02");
    }

    @Test
    void refusesWhatIsNoEvent() {
        assertThat(EventCodec.decode(NOTHING)).isEmpty();
        assertThat(EventCodec.decode(new byte[] {1, 2, 3})).isEmpty();
        for (int length = 0; length < EVENT.bytes().length; length++) {
            // Cut between two fields, it has still to lack one that is required.
            var cut = EventCodec.decode(Arrays.copyOf(EVENT.bytes(), length));
            assertThat(cut.map(EncodedEvent::event)).isNotEqualTo(Optional.of(Samples.EVENT));
        }
    }

    @Test
    void refusesEventsThatBreakALimit() {
        assertThat(changed(event -> event.setSequence(0)))
                .isEqualTo("sequence must be at least 1, was 0");
        assertThat(changed(event -> event.setSequence(-1)))
                .isEqualTo("sequence must be at least 1, was -1");
        assertThat(changed(Wire.UserEvent.Builder::clearId)).isEqualTo("id of an event is missing");
        assertThat(changed(Wire.UserEvent.Builder::clearOrigin))
                .isEqualTo("origin of an event is missing");
        assertThat(changed(Wire.UserEvent.Builder::clearName))
                .isEqualTo("event name must not be empty");
        assertThat(changed(event -> event.setName("a\u0000")))
                .isEqualTo("event name must not have control characters, was \"a\\u0000\"");
        assertThat(changed(event -> event.setName("x".repeat(257)))).contains("at most 256 bytes");
    }

    @Test
    void refusesIdentityThatFollowsLater() throws IOException {
        var parsed = Wire.UserEvent.parseFrom(EVENT.bytes());
        var late = parsed.toBuilder().clearSequence().build().toByteString();
        var sequence = ByteString.copyFrom(HexFormat.of().parseHex("1805"));
        assertThat(malformed(late.concat(sequence)))
                .isEqualTo("sequence must be at least 1, was 0");
        assertThat(malformed(parsed.toByteString().concat(sequence)))
                .isEqualTo("field 3 of an event stands after field 3; the identity comes first");
    }

    @Test
    void copiesOfKnownEventsAreOnlyCounted() {
        var other = withContent(new byte[7], EventFilters.NONE);
        var datagram =
                Wires.datagram(
                        new Message.EventCopy(EVENT, false),
                        Samples.PING,
                        new Message.EventCopy(EVENT, true),
                        new Message.EventCopy(other, true));
        assertThat(Wires.packets().decode(datagram, EVENT.key()::equals))
                .isEqualTo(
                        new Decoded.Packet(
                                List.of(Samples.PING, new Message.EventCopy(other, true)),
                                2,
                                List.of()));
    }

    @Test
    void ofAKnownEventThatIsHandedOverOnlyTheHandOverIsRead() {
        var handed = new Message.EventHandOver(EVENT, Samples.HAND_OVER);
        var datagram = Wires.datagram(handed);
        assertThat(Wires.packets().decode(datagram, EVENT.key()::equals))
                .isEqualTo(
                        new Decoded.Packet(
                                List.of(),
                                0,
                                List.of(new Decoded.Again(EVENT.key(), Samples.HAND_OVER))));
        assertThat(Wires.parts(datagram)).containsExactly(handed);
    }

    @Test
    void knownEventIsNotReadBeyondItsIdentity() {
        int identity = 21;
        for (boolean reply : List.of(false, true)) {
            var garbage = EVENT.bytes().clone();
            Arrays.fill(garbage, identity, garbage.length, (byte) 0xff);
            // As a field that begins, so that the step past the identity is well-formed.
            garbage[identity] = 0x22;
            var datagram = copyOf(ByteString.copyFrom(garbage), reply);
            assertThat(Wires.packets().decode(datagram, EVENT.key()::equals))
                    .isEqualTo(new Decoded.Packet(List.of(), 1, List.of()));
            assertThat(Wires.decode(datagram)).isInstanceOf(Decoded.Malformed.class);
        }
    }

    @Test
    void asksForTheIdentityOfEveryCopy() {
        var asked = new ArrayList<EventKey>();
        Wires.packets()
                .decode(
                        Wires.datagram(new Message.EventCopy(EVENT, false)),
                        key -> {
                            asked.add(key);
                            return false;
                        });
        assertThat(asked).containsExactly(EVENT.key());
    }

    private static EncodedEvent withContent(byte[] payload, EventFilters filters) {
        var sample = Samples.EVENT;
        return EventCodec.encode(
                new UserEvent(
                        sample.id(),
                        new EventKey(Samples.OTHER_BOOT, 1),
                        sample.time(),
                        sample.origin(),
                        sample.name(),
                        payload,
                        filters,
                        sample.firedAtMicros()));
    }

    private static List<EncodedEvent> copies(byte[] datagram) {
        var copies = new ArrayList<EncodedEvent>();
        for (Part part : Wires.parts(datagram)) {
            if (part instanceof Message.EventCopy(var event, _)) {
                copies.add(event);
            }
        }
        return copies;
    }

    private static String changed(Consumer<Wire.UserEvent.Builder> change) {
        try {
            var event = Wire.UserEvent.parseFrom(EVENT.bytes()).toBuilder();
            change.accept(event);
            return malformed(event.build().toByteString());
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String malformed(ByteString event) {
        assertThat(EventCodec.decode(event.toByteArray())).isEmpty();
        return Wires.malformed(copyOf(event, false));
    }

    private static byte[] copyOf(ByteString event, boolean reply) {
        return Wires.datagram(part -> part.getEventCopyBuilder().setEvent(event).setReply(reply));
    }
}
