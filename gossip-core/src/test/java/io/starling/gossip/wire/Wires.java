package io.starling.gossip.wire;

import io.starling.gossip.model.Exchange;
import io.starling.gossip.model.Part;
import io.starling.gossip.wire.proto.Wire;

import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/// Short ways to bytes for the tests of this package.
final class Wires {
    private Wires() {}

    static PacketCodec packets() {
        return new PacketCodec(Samples.POOL, Samples.BOOT);
    }

    static StreamCodec streams() {
        return new StreamCodec(Samples.POOL, Samples.BOOT);
    }

    static byte[] datagram(Part... parts) {
        return packets().encode(List.of(parts).stream().map(PartCodec::encode).toList(), false);
    }

    /// A datagram with one part that the generated classes write, limits or not.
    static byte[] datagram(Consumer<Wire.Part.Builder> part) {
        var builder = Wire.Part.newBuilder();
        part.accept(builder);
        return packets()
                .encode(
                        List.of(Wire.Packet.newBuilder().addPart(builder).build().toByteArray()),
                        false);
    }

    /// A datagram with this body, given in hex.
    static byte[] datagram(String body) {
        return packets().encode(List.of(HexFormat.of().parseHex(body.replace(" ", ""))), false);
    }

    /// A frame that the generated classes write, limits or not.
    static byte[] frame(Consumer<Wire.Exchange.Builder> exchange) {
        var builder = Wire.Exchange.newBuilder();
        exchange.accept(builder);
        return packets().encode(List.of(builder.build().toByteArray()), true);
    }

    /// The same bytes with the right checksum, so that a test of something else gets past it.
    static byte[] whole(byte[] damaged) {
        var repaired = damaged.clone();
        if (repaired.length >= Header.BYTES && (repaired[3] & Header.FLAG_ENCRYPTED) == 0) {
            Header.putSum(repaired);
        }
        return repaired;
    }

    /// Whether nothing damaged it on its way.
    static boolean isWhole(byte[] sealed) {
        try {
            new Header(sealed).check();
            new Header(sealed).checkSum();
            return true;
        } catch (MalformedException damaged) {
            return false;
        }
    }

    static Decoded decode(byte[] datagram) {
        return packets().decode(whole(datagram), _ -> false);
    }

    static List<Part> parts(byte[] datagram) {
        return switch (decode(datagram)) {
            case Decoded.Packet(var parts, _, _) -> parts;
            case Decoded.Malformed(var reason) -> throw new AssertionError(reason);
            case Decoded.Foreign(var reason) -> throw new AssertionError(reason);
        };
    }

    static String malformed(byte[] datagram) {
        return switch (decode(datagram)) {
            case Decoded.Packet packet -> throw new AssertionError(packet);
            case Decoded.Malformed(var reason) -> reason;
            case Decoded.Foreign(var reason) -> throw new AssertionError(reason);
        };
    }

    static Exchange exchange(byte[] frame) {
        return switch (streams().decode(whole(frame))) {
            case DecodedExchange.Message(_, var exchange) -> exchange;
            case DecodedExchange.Malformed(var reason) -> throw new AssertionError(reason);
            case DecodedExchange.Foreign(var reason) -> throw new AssertionError(reason);
        };
    }

    static String malformedFrame(byte[] frame) {
        return switch (streams().decode(whole(frame))) {
            case DecodedExchange.Message message -> throw new AssertionError(message);
            case DecodedExchange.Malformed(var reason) -> reason;
            case DecodedExchange.Foreign(var reason) -> throw new AssertionError(reason);
        };
    }
}
