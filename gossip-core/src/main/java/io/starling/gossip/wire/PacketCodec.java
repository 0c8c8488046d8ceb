package io.starling.gossip.wire;

import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Pool;

import java.util.List;
import java.util.function.Predicate;

/// Makes datagrams of parts, and parts of datagrams. Confined to the node's loop.
public final class PacketCodec {
    private final Sealer sealer;
    private final PacketReader reader = new PacketReader();

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

    /// Never throws for what is in `datagram`. What comes out shares nothing with it.
    ///
    /// @param known whether copies of this event need not be read
    public Decoded decode(byte[] datagram, Predicate<EventKey> known) {
        return switch (sealer.open(datagram)) {
            case Header header -> parts(datagram, header.bodyAt(), known);
            case Sealer.Opened.Malformed(var reason) -> new Decoded.Malformed(reason);
            case Sealer.Opened.Foreign(var reason) -> new Decoded.Foreign(reason);
        };
    }

    private Decoded parts(byte[] datagram, int at, Predicate<EventKey> known) {
        try {
            return reader.read(datagram, at, known);
        } catch (MalformedException malformed) {
            return new Decoded.Malformed(malformed.reason());
        }
    }
}
