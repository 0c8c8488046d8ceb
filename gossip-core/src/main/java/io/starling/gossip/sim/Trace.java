package io.starling.gossip.sim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A running 64-bit digest of all that happened: two runs with the same digest were the same run.
///
/// Not cryptographic. Built from arithmetic alone, so that it is the same in every process.
final class Trace {
    /// What happened, as the digest tells it apart.
    static final int TASK = 1;
    static final int DATAGRAM = 2;
    static final int REQUEST = 3;
    static final int REPLY = 4;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;

    private long digest;

    void add(long time, int host, int kind) {
        mix(time);
        mix((long) host << 8 | kind);
    }

    void add(long time, int host, int kind, byte[] bytes) {
        add(time, host, kind);
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            mix((long) LONGS.get(bytes, i));
        }
        long rest = bytes.length;
        for (; i < bytes.length; i++) {
            rest = rest << 8 | bytes[i] & 0xff;
        }
        mix(rest);
    }

    long digest() {
        return digest;
    }

    private void mix(long value) {
        long mixed = (digest ^ value) * PRIME;
        digest = mixed ^ mixed >>> 29;
    }
}
