package io.starling.gossip.model;

import java.nio.charset.StandardCharsets;

/// Rules for the names that people choose, and how to print those that break them.
public final class Names {
    /// Of node names, in bytes of UTF-8.
    public static final int NODE_BYTES_MAX = 128;
    /// Of event names, in bytes of UTF-8.
    public static final int EVENT_BYTES_MAX = 256;

    private static final int PRINTED_MAX = 64;

    private Names() {}

    /// @return `name`
    /// @throws IllegalArgumentException if it is empty, too long or has control characters
    public static String requireNodeName(String name) {
        return require("node name", name, NODE_BYTES_MAX);
    }

    /// @return `name`
    /// @throws IllegalArgumentException if it is empty, too long or has control characters
    public static String requireEventName(String name) {
        return require("event name", name, EVENT_BYTES_MAX);
    }

    /// `text` shortened, and with control characters escaped, so that it is safe in a log line or
    /// an error message.
    public static String printable(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length() && i < PRINTED_MAX; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        if (text.length() > PRINTED_MAX) {
            out.append("… (").append(text.length()).append(" characters)");
        }
        return out.toString();
    }

    /// Whether UTF-8 has a form for all of `text`. It has none for half a surrogate pair, which
    /// would arrive at others as a question mark.
    static boolean isEncodable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair =
                        i + 1 < text.length()
                                && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /// A loop and no stream: names and tags are checked in every claim that arrives.
    static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static String require(String what, String name, int bytesMax) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > bytesMax) {
            throw new IllegalArgumentException(
                    "%s must have at most %d bytes, \"%s\" has %d"
                            .formatted(what, bytesMax, printable(name), bytes));
        }
        if (hasControl(name)) {
            throw new IllegalArgumentException(
                    "%s must not have control characters, was \"%s\""
                            .formatted(what, printable(name)));
        }
        if (!isEncodable(name)) {
            throw new IllegalArgumentException(
                    "%s must be well-formed Unicode, was \"%s\"".formatted(what, printable(name)));
        }
        return name;
    }
}
