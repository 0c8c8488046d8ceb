package io.starling.gossip.store;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A file of records, one after the other, each with its checksum.
///
/// On disk a record is, big-endian: length of the body (4 bytes), type (2), CRC-32C of the length,
/// the type and the body (4), body. A file without records is empty: there is no header, and
/// another format would be another file.
///
/// A crash leaves a prefix of what was written, and a bad disk anything. So reading stops at the
/// first record that is not whole and undamaged; nothing behind it can be told from noise.
public final class RecordLog {
    /// Of the body of one record. A longer one is not written, and not believed when read.
    public static final int BODY_BYTES_MAX = 64 * 1024;
    /// Of a whole log. What is behind is not read.
    public static final int FILE_BYTES_MAX = 8 << 20;

    static final int HEADER_BYTES = 10;
    static final int TYPE_MAX = 0xffff;

    private static final int CHECKED_HEADER_BYTES = 6;

    private RecordLog() {}

    /// Hears what a log has, from its beginning.
    @FunctionalInterface
    public interface Visitor {
        void onRecord(int type, byte[] body);
    }

    /// How far a log could be read.
    ///
    /// @param goodBytes that the whole and undamaged records have, from the beginning of the file
    /// @param damage why reading stopped there; empty if that is the end of the file
    public record Scan(int records, int goodBytes, Optional<String> damage) {}

    /// @param type 1 to 65,535
    /// @throws IllegalArgumentException if the type or the length of the body is out of its range
    static byte[] frame(int type, byte[] body) {
        if (type < 1 || type > TYPE_MAX) {
            throw new IllegalArgumentException(
                    "a record's type must lie in 1..%d, was %d".formatted(TYPE_MAX, type));
        }
        if (body.length > BODY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a record has at most %d bytes, not %d".formatted(BODY_BYTES_MAX, body.length));
        }
        var frame = ByteBuffer.allocate(HEADER_BYTES + body.length);
        frame.putInt(body.length).putShort((short) type);
        frame.putInt(0).put(body);
        return frame.putInt(CHECKED_HEADER_BYTES, checksum(frame.array(), 0, body.length)).array();
    }

    /// Reads as many records as are whole and undamaged. Never throws for what is in `file`.
    public static Scan scan(byte[] file, Visitor visitor) {
        int end = Math.min(file.length, FILE_BYTES_MAX);
        int at = 0;
        int records = 0;
        while (at < end) {
            var damage = damageAt(file, at, end);
            if (!damage.isEmpty()) {
                return new Scan(records, at, Optional.of(damage));
            }
            var in = ByteBuffer.wrap(file, at, end - at);
            var body = new byte[in.getInt()];
            int type = Short.toUnsignedInt(in.getShort());
            in.getInt();
            in.get(body);
            visitor.onRecord(type, body);
            at += HEADER_BYTES + body.length;
            records++;
        }
        return new Scan(
                records,
                at,
                file.length > end
                        ? Optional.of("the file has more than %d bytes".formatted(end))
                        : Optional.empty());
    }

    /// @return empty if there is a good record
    private static String damageAt(byte[] file, int at, int end) {
        int left = end - at;
        if (left < HEADER_BYTES) {
            return "a record is cut short: %d bytes of its header".formatted(left);
        }
        var in = ByteBuffer.wrap(file, at, left);
        int length = in.getInt();
        int type = Short.toUnsignedInt(in.getShort());
        if (length < 0 || length > BODY_BYTES_MAX || type == 0) {
            return "no record begins here: type %d, %d bytes".formatted(type, length);
        }
        if (length > left - HEADER_BYTES) {
            return "a record is cut short: %d of %d bytes".formatted(left - HEADER_BYTES, length);
        }
        return in.getInt() == checksum(file, at, length) ? "" : "a record is damaged: its checksum";
    }

    private static int checksum(byte[] file, int at, int bodyBytes) {
        var crc = new CRC32C();
        crc.update(file, at, CHECKED_HEADER_BYTES);
        crc.update(file, at + HEADER_BYTES, bodyBytes);
        return (int) crc.getValue();
    }
}
