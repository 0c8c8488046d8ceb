package io.starling.agent.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Percent-encoding, strictly: a `%` without two hex digits is an error, not a percent sign.
final class Percent {
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/$&+:=@";

    private Percent() {}

    /// @param plusIsSpace in a query string it is, in a path it is a plus
    /// @return empty if malformed; bytes that are not UTF-8 become U+FFFD
    static Optional<String> decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return Optional.of(text);
        }
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int value = hex(text, i + 1) << 4 | hex(text, i + 2);
                if (value < 0) {
                    return Optional.empty();
                }
                bytes.write(value);
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes.write(' ');
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }

    /// What a path looks like in a URL.
    static String encodePath(String path) {
        var out = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (PLAIN.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append("%%%02X".formatted((int) c));
            }
        }
        return out.toString();
    }

    private static int hex(String text, int at) {
        return at < text.length() && text.charAt(at) < 128
                ? Character.digit(text.charAt(at), 16)
                : -1;
    }
}
