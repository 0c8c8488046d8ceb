package io.starling.gossip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Coordinate;
import io.starling.gossip.model.EventMark;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.Tags;
import io.starling.gossip.wire.proto.Wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What a part may hold. The generated classes write here what our own writer would refuse.
class PartLimitsTest {
    private static final Wire.Id ID = ModelWriter.id(Samples.NODE);
    private static final Wire.Boot BOOT = ModelWriter.boot(Samples.BOOT);

    @Test
    void refusesPortZero() {
        assertThat(endpoint("0a010203", 0))
                .isEqualTo("port of an endpoint must lie in 1..65535, was 0");
    }

    @Test
    void takesTheLargestPortAndNoLarger() {
        assertThat(Wires.parts(pingRequest("0a010203", 65_535))).hasSize(1);
        assertThat(endpoint("0a010203", 65_536))
                .isEqualTo("port of an endpoint must lie in 1..65535, was 65536");
        assertThat(endpoint("0a010203", -1))
                .isEqualTo("port of an endpoint must lie in 1..65535, was 4294967295");
    }

    /// A varint may be longer than the 32 bits that the schema speaks of.
    @Test
    void doesNotTruncateLargePorts() {
        var datagram =
                Wires.datagram(
                        "0a 16 12 14"
                                + "12 00"
                                + "1a 10"
                                + "0a 04 7f000001"
                                + "10 d0 80 80 80 80 80 80 80 01");
        assertThat(Wires.malformed(datagram))
                .isEqualTo("port of an endpoint must lie in 1..65535, was 72057594037928016");
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "7f0000, 3", "7f00000100, 5", "00000000000000000000000000000000ff, 17"})
    void refusesAddressOfOddLength(String address, int bytes) {
        assertThat(endpoint(address, 1))
                .isEqualTo(
                        bytes == 0
                                ? "address of an endpoint is missing"
                                : "an IP address has 4 or 16 bytes, not " + bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000",
                "00000000000000000000000000000000",
                "00000000000000000000ffff00000000"
            })
    void refusesWildcardAddress(String address) {
        assertThat(endpoint(address, 8301)).contains("wildcard address").contains("8301");
        assertThat(alive(claim -> claim.setEndpoint(wireEndpoint(address, 8301))))
                .contains("wildcard address");
    }

    @Test
    void refusesContestedNamesWithoutAClaimantOrItsEndpoint() {
        assertThat(Wires.malformed(Wires.datagram(part -> part.getNameContestedBuilder())))
                .isEqualTo("claimant of a contested name is missing");
        assertThat(
                        Wires.malformed(
                                Wires.datagram(
                                        part ->
                                                part.getNameContestedBuilder()
                                                        .setClaimant(
                                                                ModelWriter.id(Samples.NODE)))))
                .isEqualTo("endpoint of a contested name is missing");
    }

    @Test
    void refusesBadNodeNames() {
        assertThat(alive(claim -> claim.setName(""))).isEqualTo("node name must not be empty");
        assertThat(alive(claim -> claim.setName("a\nb")))
                .isEqualTo("node name must not have control characters, was \"a\\u000ab\"");
        assertThat(alive(claim -> claim.setName("x".repeat(10_000))))
                .contains("node name must have at most 128 bytes")
                .contains("has 10000")
                .hasSizeLessThan(200);
    }

    @Test
    void takesNameAtTheLimit() {
        var claim = ModelWriter.alive(Samples.ALIVE).toBuilder().setName("x".repeat(128));
        assertThat(Wires.parts(Wires.datagram(part -> part.setAlive(claim)))).hasSize(1);
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        // An alive claim whose name is the single byte 0xff.
        assertThat(Wires.malformed(Wires.datagram("0a 05 42 03 1a 01 ff")))
                .startsWith("damaged or cut off near byte");
    }

    /// UTF-8 has no form for half a surrogate pair: others would know the node by another name.
    @Test
    void textWithoutUtf8FormDoesNotReachTheWire() {
        var half = "a" + "🐦".charAt(0);
        assertThatThrownBy(() -> Names.requireNodeName(half))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("node name must be well-formed Unicode, was \"a\\ud83d\"");
        assertThatThrownBy(() -> Names.requireEventName(half)).hasMessageContaining("well-formed");
        assertThatThrownBy(() -> Tags.of(Map.of(half, ""))).hasMessageContaining("well-formed");
        assertThatThrownBy(() -> Tags.of(Map.of("k", half))).hasMessageContaining("well-formed");
        assertThat(Names.requireNodeName("a🐦")).isEqualTo("a🐦");
    }

    @Test
    void refusesTagsBeyondTheirLimits() {
        assertThat(tags(Map.of("", "x"))).contains("a tag key must have 1 to 128 bytes");
        assertThat(tags(Map.of("k".repeat(129), ""))).contains("has 129");
        assertThat(tags(Map.of("k", "a\u0007"))).contains("must not have control characters");
        assertThat(tags(Map.of("k", "x".repeat(Tags.BYTES_MAX))))
                .isEqualTo("tags must have at most 8192 bytes together, they have more");
        // Few characters, many bytes: found only once all are there.
        assertThat(tags(Map.of("k", "ö".repeat(Tags.BYTES_MAX / 2))))
                .isEqualTo("tags must have at most 8192 bytes together, they have 8193");
        assertThat(tags(Map.of("kk", "ö".repeat(Tags.BYTES_MAX / 2 - 1)))).isEmpty();
    }

    @Test
    void refusesTagGivenTwice() {
        var tag = Wire.Tag.newBuilder().setKey("k").setValue("v");
        assertThat(alive(claim -> claim.addTags(tag).addTags(tag)))
                .isEqualTo("tag \"k\" is there twice");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 'least protocol version of a member must lie in 1..255, was 0'",
        "1, 256, 'highest protocol version of a member must lie in 1..255, was 256'",
        "3, 2, 'protocol range must satisfy 1 <= min <= max <= 255, was 3..2'",
    })
    void refusesNonsenseProtocolRange(int min, int max, String reason) {
        assertThat(alive(claim -> claim.setProtocolMin(min).setProtocolMax(max))).isEqualTo(reason);
    }

    @Test
    void refusesIncarnationBeyondItsCount() {
        assertThat(alive(claim -> claim.getIncarnationBuilder().setRefutations(-1)))
                .isEqualTo(
                        "refutations of an incarnation must be below 2^63, were"
                                + " 18446744073709551615");
    }

    @Test
    void refusesClaimsThatLackSomething() {
        assertThat(alive(Wire.Alive.Builder::clearSubject))
                .isEqualTo("subject of an alive claim is missing");
        assertThat(alive(Wire.Alive.Builder::clearIncarnation))
                .isEqualTo("incarnation of an alive claim is missing");
        assertThat(alive(Wire.Alive.Builder::clearEndpoint))
                .isEqualTo("endpoint of an alive claim is missing");
        assertThat(alive(Wire.Alive.Builder::clearBoot))
                .isEqualTo("boot of an alive claim is missing");
        assertThat(part(part -> part.getSuspectBuilder().setSubject(ID)))
                .isEqualTo("incarnation of a suspicion is missing");
        assertThat(
                        part(
                                part ->
                                        part.getDeadBuilder()
                                                .setSubject(ID)
                                                .getIncarnationBuilder()
                                                .setBoot(1)))
                .isEqualTo("accuser of a death is missing");
        assertThat(part(part -> part.getLeftBuilder()))
                .isEqualTo("subject of a goodbye is missing");
    }

    @Test
    void refusesMessagesThatLackSomething() {
        assertThat(part(part -> part.getPingBuilder().setSequence(1)))
                .isEqualTo("target of a ping is missing");
        assertThat(part(part -> part.getPingRequestBuilder().setTarget(ID)))
                .isEqualTo("endpoint of a ping request is missing");
        assertThat(part(part -> part.getEventCopyBuilder().setReply(true)))
                .isEqualTo("event of a copy is missing");
        assertThat(part(part -> part.getAckBuilder().addMarksBuilder().setSequence(1)))
                .isEqualTo("boot of a mark is missing");
        assertThat(part(part -> part.getEventPullBuilder().addRangesBuilder().setFrom(1).setTo(1)))
                .isEqualTo("boot of a range is missing");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void refusesSequencesBelowOne(long sequence) {
        assertThat(
                        part(
                                part ->
                                        part.getAckBuilder()
                                                .addMarksBuilder()
                                                .setBoot(BOOT)
                                                .setSequence(sequence)))
                .isEqualTo("sequence must be at least 1, was " + sequence);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 5", "6, 5", "1, -1", "-5, 7"})
    void refusesRangesTheWrongWayRound(long from, long to) {
        var range = Wire.EventRange.newBuilder().setBoot(BOOT).setFrom(from).setTo(to);
        var reason = "range must satisfy 1 <= from <= to, was %d..%d".formatted(from, to);
        assertThat(part(part -> part.getEventPullBuilder().addRanges(range))).isEqualTo(reason);
        assertThat(part(part -> part.getEventGoneBuilder().addRanges(range))).isEqualTo(reason);
    }

    @Test
    void takes16MarksAndNoMore() {
        var mark = new EventMark(Samples.BOOT, 1);
        var most = new Message.Ack(1, Collections.nCopies(16, mark));
        assertThat(Wires.parts(Wires.datagram(most))).containsExactly(most);
        var wire = ModelWriter.mark(mark);
        assertThat(part(part -> part.getAckBuilder().addAllMarks(Collections.nCopies(17, wire))))
                .isEqualTo("marks of an ack must be at most 16, are more");
        assertThatThrownBy(
                        () -> PartCodec.encode(new Message.Ack(1, Collections.nCopies(17, mark))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("marks of an ack must be at most 16, were 17");
    }

    /// Numbers that make no sense are taken: they spoil the coordinate, not the ack.
    @Test
    void takes16ComponentsOfAnySizeAndNoMore() {
        var vector = new float[16];
        vector[0] = Float.NaN;
        vector[15] = Float.NEGATIVE_INFINITY;
        var odd = new Coordinate(vector, -1, Float.MAX_VALUE, -0.0f);
        var most = new Message.Ack(1, List.of(), Optional.of(odd));
        assertThat(Wires.parts(Wires.datagram(most))).containsExactly(most);
        assertThat(
                        part(
                                part ->
                                        part.getAckBuilder()
                                                .getCoordinateBuilder()
                                                .addAllVector(Collections.nCopies(17, 1f))))
                .isEqualTo("components of a coordinate must be at most 16, were 17");
        var tooMany = new Coordinate(new float[17], 1, 0, 0);
        assertThatThrownBy(
                        () -> PartCodec.encode(new Message.Ack(1, List.of(), Optional.of(tooMany))))
                .hasMessage("components of a coordinate must be at most 16, were 17");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0a06 1a04 1a02 0d01 | field 1 has wire type 5 near byte 47, expected 2",
                "0a09 1a07 1a05 0a03 010203 | components of a coordinate must be a multiple of 4"
                        + " bytes, were 3",
                "0a08 1a06 1a04 0a04 0102 | field 1 declares 4 bytes near byte 48, but only 2"
                        + " follow",
                "0a08 1a06 1a04 1002 1001 | field 2 has wire type 0 near byte 47, expected 5",
            })
    void refusesADamagedCoordinate(String body, String reason) {
        assertThat(Wires.malformed(Wires.datagram(body))).isEqualTo(reason);
    }

    /// As a writer may that does not know all of them at first.
    @Test
    void takesAVectorInSeveralPieces() {
        var pieces = Wires.datagram("0a16 1a14 1a12 0a04 0000803f 0a08 00000040 00004040 3801");
        assertThat(Wires.parts(pieces))
                .containsExactly(
                        new Message.Ack(
                                0,
                                List.of(),
                                Optional.of(new Coordinate(new float[] {1, 2, 3}, 0, 0, 0))));
    }

    @Test
    void takes64RangesAndNoMore() {
        var range = new EventRange(Samples.BOOT, 1, 2);
        var most = new Message.EventPull(Collections.nCopies(64, range));
        assertThat(Wires.parts(Wires.datagram(most))).containsExactly(most);
        var tooMany = Collections.nCopies(65, ModelWriter.range(range));
        assertThat(part(part -> part.getEventPullBuilder().addAllRanges(tooMany)))
                .isEqualTo("ranges of a pull must be at most 64, are more");
        assertThat(part(part -> part.getEventGoneBuilder().addAllRanges(tooMany)))
                .isEqualTo("ranges of a gone must be at most 64, are more");
        assertThat(part(part -> part.getEventHaveBuilder().addAllRanges(tooMany)))
                .isEqualTo("ranges of a have must be at most 64, are more");
        assertThat(part(part -> part.getEventHeldBuilder().addAllWanted(tooMany)))
                .isEqualTo("ranges of a held must be at most 64, are more");
        assertThat(part(part -> part.getEventHeldBuilder().addAllPassed(tooMany)))
                .isEqualTo("ranges of a held must be at most 64, are more");
        assertThatThrownBy(
                        () ->
                                PartCodec.encode(
                                        new Message.EventGone(Collections.nCopies(65, range))))
                .hasMessage("ranges of a gone must be at most 64, were 65");
    }

    @Test
    void takes64TokensAndNoMore() {
        var most = new Message.EventReceipt(Samples.TIME, false, Collections.nCopies(64, -1));
        assertThat(Wires.parts(Wires.datagram(most))).containsExactly(most);
        var tooMany = Collections.nCopies(65, 7);
        assertThat(part(part -> part.getEventReceiptBuilder().addAllTokens(tooMany)))
                .isEqualTo(
                        "tokens of a receipt must be at most 64 of 4 bytes each, have 260 bytes");
        assertThatThrownBy(
                        () ->
                                PartCodec.encode(
                                        new Message.EventReceipt(Samples.TIME, false, tooMany)))
                .hasMessage("tokens of a receipt must be at most 64, were 65");
    }

    @Test
    void handOverNeedsItsEvent() {
        assertThat(part(part -> part.getEventHandOverBuilder().setToken(1)))
                .isEqualTo("event of a hand-over is missing");
    }

    @Test
    void handOverOfAClaimNeedsOneClaim() {
        assertThat(part(part -> part.getClaimHandOverBuilder().setFrom(1)))
                .isEqualTo("claim of a hand-over is missing");
        var left =
                "12 21 0a 12 09 7766554433221100 11 ffeeddccbbaa9988 12 0b 09 0403 0201 9a01"
                        + "0000 10 03";
        assertThat(Wires.malformed(Wires.datagram("0a 49 92 01 46" + left + left)))
                .isEqualTo("a hand-over must hold one claim, held 2");
    }

    @Test
    void onlyWhatAMemberSaysOfItselfIsHandedOver() {
        var doubt = new Claim.Suspect(Samples.NODE, Samples.INCARNATION, Samples.OTHER_NODE);
        assertThatThrownBy(
                        () ->
                                new Message.ClaimHandOver(
                                        doubt, Samples.HAND_OVER.arc(), 0, HandOver.Duty.LEAF))
                .hasMessageContaining("must be alive or left, was Suspect");
    }

    @Test
    void unknownDutyIsTheLeast() {
        var handed =
                Wires.parts(
                        Wires.datagram(
                                part ->
                                        part.getClaimHandOverBuilder()
                                                .setAlive(ModelWriter.alive(Samples.ALIVE))
                                                .setDutyValue(9)));
        assertThat(handed)
                .singleElement()
                .isInstanceOfSatisfying(
                        Message.ClaimHandOver.class,
                        over -> assertThat(over.duty()).isEqualTo(HandOver.Duty.LEAF));
    }

    @Test
    void doesNotTellOthersAnEndpointWhereNobodyIs() {
        var noPort = new Message.PingRequest(1, Samples.NODE, Samples.IPV4.withPort(0));
        assertThatThrownBy(() -> PartCodec.encode(noPort))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have a port and no wildcard address, was 10.1.2.3:0");
    }

    @Test
    void oneMalformedPartSpoilsTheDatagram() {
        var good = PartCodec.encode(Samples.PING);
        var bad = HexFormat.of().parseHex("0a020a00");
        assertThat(Wires.decode(Wires.packets().encode(List.of(good, bad, good), false)))
                .isEqualTo(new Decoded.Malformed("target of a ping is missing"));
    }

    @Test
    void refusesPartWithTwoMessages() {
        var ping = HexFormat.of().formatHex(PartCodec.encode(Samples.PING)).substring(4);
        assertThat(Wires.malformed(Wires.datagram("0a 58" + ping + ping)))
                .isEqualTo("a part must hold one message, held 2");
    }

    @Test
    void skipsPartsAndFieldsThatItDoesNotKnow() {
        var ping = HexFormat.of().formatHex(PartCodec.encode(Samples.PING));
        // An empty part, one of kind 90, a group, and a field of the packet.
        assertThat(
                        Wires.parts(
                                Wires.datagram(
                                        "0a00 0a07d205046e657773"
                                                + ping
                                                + "0a04 e303e403"
                                                + "7801")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0a", // no length
                "0a 05", // nothing after the length
                "0a ff ff ff ff 07", // a length near 2^31
                "0a ff ff ff ff ff ff ff ff ff 01", // a length of 2^64 - 1
                "0a ff ff ff ff ff ff ff ff ff ff 01", // an endless varint
                "0a 04 0a 05 08 01", // longer than what it stands in
                "0a 03 0a 02 08", // ends in the middle of a field
                "08 01", // the field of the parts, with a number in it
                "0a 02 0a 00 00", // field number 0
                "0c", // the end of a group that never began
                "7b", // a group without an end
                "7e 00", // wire type 6
            })
    void refusesDamagedBodies(String body) {
        assertThat(Wires.malformed(Wires.datagram(body))).isNotEmpty();
    }

    @Test
    void namesTheLengthThatIsTooLarge() {
        assertThat(Wires.malformed(Wires.datagram("0a ff ff ff ff 07")))
                .isEqualTo("field 1 declares 2147483647 bytes near byte 46, but only 0 follow");
    }

    private static String part(Consumer<Wire.Part.Builder> part) {
        return Wires.malformed(Wires.datagram(part));
    }

    private static String alive(Consumer<Wire.Alive.Builder> change) {
        var claim = ModelWriter.alive(Samples.ALIVE).toBuilder();
        change.accept(claim);
        return part(part -> part.setAlive(claim));
    }

    /// @return the reason; empty if they were taken
    private static String tags(Map<String, String> tags) {
        var claim = ModelWriter.alive(Samples.ALIVE).toBuilder().clearTags();
        tags.forEach(
                (key, value) -> claim.addTags(Wire.Tag.newBuilder().setKey(key).setValue(value)));
        return switch (Wires.decode(Wires.datagram(part -> part.setAlive(claim)))) {
            case Decoded.Packet _ -> "";
            case Decoded.Malformed(var reason) -> reason;
            case Decoded.Foreign(var reason) -> throw new AssertionError(reason);
        };
    }

    private static String endpoint(String address, int port) {
        return Wires.malformed(pingRequest(address, port));
    }

    private static byte[] pingRequest(String address, int port) {
        return Wires.datagram(
                part ->
                        part.getPingRequestBuilder()
                                .setTarget(ID)
                                .setEndpoint(wireEndpoint(address, port)));
    }

    private static Wire.Endpoint wireEndpoint(String address, int port) {
        return Wire.Endpoint.newBuilder()
                .setAddress(ByteString.copyFrom(HexFormat.of().parseHex(address)))
                .setPort(port)
                .build();
    }
}
