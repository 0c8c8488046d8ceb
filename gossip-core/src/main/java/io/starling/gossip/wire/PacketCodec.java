package io.starling.gossip.wire;

import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Pool;

import java.util.List;
import java.util.function.Predicate;

/// Makes datagrams of parts, and parts of datagrams. Thread-safe, as its [Sealer] is.
public final class PacketCodec {
    private final Sealer sealer;

    /// For a node that opens no streams; else both codecs take the same [Sealer].
    public PacketCodec(Pool pool, OriginBoot boot) {
        this(new Sealer(pool, boot));
    }

    public PacketCodec(Sealer sealer) {
        this.sealer = sealer;
    }

    /// How many bytes of a datagram are not parts.
    public int overheadBytes(boolean labelled) {
        return sealer.overheadBytes(labelled);
    }

    /// @param framedParts as [PartCodec#encode] made them
    /// @param labelled whether the name of the pool goes along, so that a stranger can report it
    public byte[] encode(List<byte[]> framedParts, boolean labelled) {
        return sealer.seal(framedParts, labelled);
    }

    /// Never throws for what is in `datagram`, and keeps nothing of it.
    ///
    /// @param known whether copies of this event need not be read
    public Decoded decode(byte[] datagram, Predicate<EventKey> known) {
        return switch (sealer.open(datagram)) {
            case Sealer.Opened.Body(var sender, _, int at) -> parts(sender, datagram, at, known);
            case Sealer.Opened.Malformed(var reason) -> new Decoded.Malformed(reason);
            case Sealer.Opened.Foreign(var reason) -> new Decoded.Foreign(reason);
        };
    }

    private static Decoded parts(
            OriginBoot sender, byte[] datagram, int at, Predicate<EventKey> known) {
        var packet = new PacketReader(known);
        try {
            var parts = new Fields(datagram, at).all(packet);
            return new Decoded.Packet(sender, parts, packet.duplicates(), packet.again());
        } catch (MalformedException malformed) {
            return new Decoded.Malformed(malformed.reason());
        }
    }
}
