package io.starling.gossip.store;

import io.starling.gossip.model.NodeId;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What makes a node the same node after a restart.
///
/// On disk, 36 bytes, big-endian: magic `STID`, format version (4 bytes), id (16), ordinal of the
/// last boot (8), CRC-32C of what is before it (4).
///
/// @param bootOrdinal of the last boot; see [io.starling.gossip.model.OriginBoot]
public record IdentityRecord(NodeId id, long bootOrdinal) {
    public static final String FILE = "identity";

    private static final int MAGIC = 0x53544944;
    private static final int VERSION = 1;
    private static final int LENGTH = 36;

    public byte[] encode() {
        var bytes =
                ByteBuffer.allocate(LENGTH)
                        .putInt(MAGIC)
                        .putInt(VERSION)
                        .putLong(id.high())
                        .putLong(id.low())
                        .putLong(bootOrdinal);
        return bytes.putInt(checksum(bytes.array())).array();
    }

    /// @return empty if the bytes are not a whole, undamaged record
    public static Optional<IdentityRecord> decode(byte[] bytes) {
        if (bytes.length != LENGTH) {
            return Optional.empty();
        }
        var in = ByteBuffer.wrap(bytes);
        if (in.getInt() != MAGIC || in.getInt() != VERSION) {
            return Optional.empty();
        }
        var record = new IdentityRecord(new NodeId(in.getLong(), in.getLong()), in.getLong());
        return in.getInt() == checksum(bytes) ? Optional.of(record) : Optional.empty();
    }

    private static int checksum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, 0, LENGTH - Integer.BYTES);
        return (int) crc.getValue();
    }
}
