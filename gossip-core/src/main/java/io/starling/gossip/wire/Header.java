package io.starling.gossip.wire;

import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// The clear bytes before every body, big-endian:
///
///      0  2  magic 0x53 0x54
///      2  1  format version
///      3  1  flags
///      4  8  cluster tag: [Pool#tag] of the sender's pool
///     12  4  encrypted: key id; clear: CRC-32C of all other bytes, to the end of the body
///     16 16  the sender's boot: ordinal, nonce
///     32  8  counter: 1 for the first datagram or frame of the boot, then one more for each
///     40  1  with flag 0x01: length of the label, then the label in UTF-8
///
/// Final since the first release: encryption takes the header as associated data and makes its
/// nonce of boot and counter, so it will change no layout.
///
/// Immutable, as long as nobody changes the array that it looks at.
final class Header implements Sealer.Opened {
    static final int BYTES = 40;
    static final int FORMAT_VERSION = 1;
    static final int FLAG_LABEL = 0x01;
    static final int FLAG_ENCRYPTED = 0x02;

    private static final short MAGIC = 0x5354;
    private static final int VERSION_AT = 2;
    private static final int FLAGS_AT = 3;
    private static final int TAG_AT = 4;
    private static final int KEY_AT = 12;
    private static final int AFTER_KEY = KEY_AT + Integer.BYTES;
    private static final int BOOT_AT = 16;
    private static final int COUNTER_AT = 32;
    private static final int LABEL_AT = BYTES + 1;

    /// The first four characters of a request line, and of HTTP/2's preface.
    private static final List<String> HTTP =
            List.of("GET ", "POST", "PUT ", "HEAD", "DELE", "OPTI", "PATC", "CONN", "TRAC", "PRI ");

    /// Numbers in an array; a buffer around it would be an object for each.
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;

    /// @param bytes a header, and what comes after it
    Header(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A header with label that lacks only the counter.
    static Header of(Pool pool, OriginBoot boot) {
        var label = pool.label().getBytes(StandardCharsets.UTF_8);
        return new Header(
                ByteBuffer.allocate(LABEL_AT + label.length)
                        .putShort(MAGIC)
                        .put((byte) FORMAT_VERSION)
                        .put((byte) FLAG_LABEL)
                        .putLong(pool.tag())
                        .putInt(0)
                        .putLong(boot.ordinal())
                        .putLong(boot.nonce())
                        .putLong(0)
                        .put((byte) label.length)
                        .put(label)
                        .array());
    }

    /// Writes this header at the start of `target`.
    void write(byte[] target, boolean labelled, long counter) {
        System.arraycopy(bytes, 0, target, 0, labelled ? bodyAt() : BYTES);
        if (!labelled) {
            target[FLAGS_AT] = 0;
        }
        LONGS.set(target, COUNTER_AT, counter);
    }

    /// Checks all that needs no knowledge of the own pool. Only a header that passed may be asked
    /// anything else.
    void check() throws MalformedException {
        if (bytes.length >= Short.BYTES && (bytes[0] != MAGIC >> 8 || bytes[1] != (byte) MAGIC)) {
            throw new MalformedException(
                    looksLikeHttp()
                            ? "HTTP request at the gossip port; HTTP is served at the agent's http"
                                    + " port"
                            : "starts with 0x%02x 0x%02x, this protocol with 0x53 0x54"
                                    .formatted(bytes[0], bytes[1]));
        }
        // The version before the length: another version may have another header.
        if (bytes.length > VERSION_AT && bytes[VERSION_AT] != FORMAT_VERSION) {
            throw new MalformedException(
                    "format version %d, this node speaks %d"
                            .formatted(bytes[VERSION_AT] & 0xff, FORMAT_VERSION));
        }
        if (bytes.length < BYTES) {
            throw new MalformedException(
                    bytes.length == 0
                            ? "empty"
                            : "%d bytes, the header alone has %d".formatted(bytes.length, BYTES));
        }
        checkFlags();
    }

    private void checkFlags() throws MalformedException {
        if ((flags() & ~(FLAG_LABEL | FLAG_ENCRYPTED)) != 0) {
            throw new MalformedException(
                    "flags 0x%02x, this node knows 0x%02x (label) and 0x%02x (encrypted) only"
                            .formatted(flags(), FLAG_LABEL, FLAG_ENCRYPTED));
        }
        if (isLabelled() && bytes.length < LABEL_AT) {
            throw new MalformedException("ends where the length of the label should stand");
        }
        if (isLabelled() && bytes.length < bodyAt()) {
            throw new MalformedException(
                    "label of %d bytes, but only %d follow"
                            .formatted(bytes[BYTES] & 0xff, bytes.length - LABEL_AT));
        }
    }

    /// Over everything that arrived: the 16 bits of UDP and TCP let one damaged packet in 65,536
    /// through, and a clear body has nothing else that would notice.
    void checkSum() throws MalformedException {
        int sum = sum(bytes);
        if (sum != keyId()) {
            throw new MalformedException(
                    "damaged: checksum 0x%08x, its bytes have 0x%08x".formatted(keyId(), sum));
        }
    }

    /// Completes a clear datagram or frame, whose body must stand behind the header by now.
    static void putSum(byte[] sealed) {
        INTS.set(sealed, KEY_AT, sum(sealed));
    }

    private static int sum(byte[] sealed) {
        var sum = new CRC32C();
        sum.update(sealed, 0, KEY_AT);
        sum.update(sealed, AFTER_KEY, sealed.length - AFTER_KEY);
        return (int) sum.getValue();
    }

    private boolean looksLikeHttp() {
        return bytes.length >= 4
                && HTTP.contains(new String(bytes, 0, 4, StandardCharsets.ISO_8859_1));
    }

    int flags() {
        return bytes[FLAGS_AT] & 0xff;
    }

    boolean isLabelled() {
        return (flags() & FLAG_LABEL) != 0;
    }

    boolean isEncrypted() {
        return (flags() & FLAG_ENCRYPTED) != 0;
    }

    long tag() {
        return (long) LONGS.get(bytes, TAG_AT);
    }

    int keyId() {
        return (int) INTS.get(bytes, KEY_AT);
    }

    OriginBoot boot() {
        return new OriginBoot(
                (long) LONGS.get(bytes, BOOT_AT), (long) LONGS.get(bytes, BOOT_AT + Long.BYTES));
    }

    /// Where the body begins.
    int bodyAt() {
        return isLabelled() ? LABEL_AT + (bytes[BYTES] & 0xff) : BYTES;
    }

    /// Only of a labelled header. What is not UTF-8 comes out as replacement characters, which no
    /// label has.
    String label() {
        return new String(bytes, LABEL_AT, bodyAt() - LABEL_AT, StandardCharsets.UTF_8);
    }

    /// Whether both are labelled alike, without making strings of it.
    boolean hasLabelOf(Header other) {
        return Arrays.equals(bytes, BYTES, bodyAt(), other.bytes, BYTES, other.bodyAt());
    }
}
