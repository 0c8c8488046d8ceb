package io.starling.agent.watch;

import java.nio.charset.StandardCharsets;

/// The last bytes of what a handler writes, however much that is.
///
/// Thread-safe.
final class Tail {
    private final byte[] ring;
    private long written;

    Tail(int max) {
        ring = new byte[max];
    }

    synchronized void add(byte[] bytes, int length) {
        for (int i = Math.max(0, length - ring.length); i < length; i++) {
            ring[(int) ((written + i) % ring.length)] = bytes[i];
        }
        written += length;
    }

    /// Fit for a log: control characters, which could steer a terminal, are question marks.
    synchronized String text() {
        int length = (int) Math.min(written, ring.length);
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ring[(int) ((written - length + i) % ring.length)];
        }
        var text = new String(bytes, StandardCharsets.UTF_8).strip();
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
    }
}
