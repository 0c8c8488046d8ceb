package io.starling.gossip.model;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a node says of itself, key by key, in key order.
///
/// @param values unmodifiable
public record Tags(SortedMap<String, String> values) {
    /// Of all keys and values together, in bytes of UTF-8.
    public static final int BYTES_MAX = 8_192;
    /// Of a key, in bytes of UTF-8.
    public static final int KEY_BYTES_MAX = 128;

    public static final Tags NONE = new Tags(Collections.emptySortedMap());

    /// @throws IllegalArgumentException if a key is empty or too long, a key or value has control
    ///     characters, or all together are larger than [#BYTES_MAX]
    public Tags {
        int bytes = 0;
        for (var tag : values.entrySet()) {
            int keyBytes = utf8Length(tag.getKey());
            if (keyBytes < 1 || keyBytes > KEY_BYTES_MAX) {
                throw new IllegalArgumentException(
                        "a tag key must have 1 to %d bytes, \"%s\" has %d"
                                .formatted(KEY_BYTES_MAX, Names.printable(tag.getKey()), keyBytes));
            }
            if (Names.hasControl(tag.getKey()) || Names.hasControl(tag.getValue())) {
                throw new IllegalArgumentException(
                        "tag \"%s\" must not have control characters, was \"%s\""
                                .formatted(
                                        Names.printable(tag.getKey()),
                                        Names.printable(tag.getValue())));
            }
            if (!Names.isEncodable(tag.getKey()) || !Names.isEncodable(tag.getValue())) {
                throw new IllegalArgumentException(
                        "tag \"%s\" must be well-formed Unicode, was \"%s\""
                                .formatted(
                                        Names.printable(tag.getKey()),
                                        Names.printable(tag.getValue())));
            }
            bytes += keyBytes + utf8Length(tag.getValue());
        }
        if (bytes > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "tags must have at most %d bytes together, they have %d"
                            .formatted(BYTES_MAX, bytes));
        }
        if (!values.isEmpty()) {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }
    }

    public static Tags of(Map<String, String> values) {
        return values.isEmpty() ? NONE : new Tags(new TreeMap<>(values));
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
