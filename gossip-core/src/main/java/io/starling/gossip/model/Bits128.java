package io.starling.gossip.model;

import java.util.HexFormat;

/// 128 bits as text, shared by the identifiers: 32 lower-case hex digits grouped 8-4-4-4-12.
final class Bits128 {
    static final int TEXT_LENGTH = 36;

    private Bits128() {}

    static String format(long high, long low) {
        var hex = HexFormat.of();
        var digits = hex.toHexDigits(high) + hex.toHexDigits(low);
        return String.join(
                "-",
                digits.substring(0, 8),
                digits.substring(8, 12),
                digits.substring(12, 16),
                digits.substring(16, 20),
                digits.substring(20));
    }

    /// @return the two halves, high first
    /// @throws IllegalArgumentException if `text` has not the shape that [#format] writes
    static long[] parse(String what, String text) {
        if (text.length() != TEXT_LENGTH
                || text.charAt(8) != '-'
                || text.charAt(13) != '-'
                || text.charAt(18) != '-'
                || text.charAt(23) != '-') {
            throw malformed(what, text);
        }
        var digits = text.replace("-", "");
        if (digits.length() != 32) {
            throw malformed(what, text);
        }
        try {
            return new long[] {
                HexFormat.fromHexDigitsToLong(digits, 0, 16),
                HexFormat.fromHexDigitsToLong(digits, 16, 32)
            };
        } catch (IllegalArgumentException notHex) {
            throw malformed(what, text);
        }
    }

    private static IllegalArgumentException malformed(String what, String text) {
        return new IllegalArgumentException(
                "%s must be 32 hex digits grouped 8-4-4-4-12, was \"%s\"".formatted(what, text));
    }
}
