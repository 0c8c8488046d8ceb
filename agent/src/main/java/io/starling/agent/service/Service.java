package io.starling.agent.service;

import io.starling.gossip.model.Names;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Something that runs on this agent's host, for events to be filtered by. Immutable.
///
/// @param id unique at this agent; a service of the same id takes the place of another
/// @param port 0 if it has none
/// @param address empty for the agent's own
/// @param enableTagOverride kept for clients that ask for it; nothing here changes tags
/// @param weights kept for clients that ask for it
public record Service(
        String id,
        String name,
        List<String> tags,
        SortedMap<String, String> meta,
        int port,
        String address,
        boolean enableTagOverride,
        Weights weights) {
    /// Of each text but the values of meta, in bytes of UTF-8.
    public static final int TEXT_BYTES_MAX = 256;

    public static final int TAGS_MAX = 64;
    public static final int META_MAX = 64;
    public static final int META_VALUE_BYTES_MAX = 512;

    private static final int PORT_MAX = 65_535;

    /// @throws IllegalArgumentException with what is wrong, the limit and what was given
    public Service {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("Missing service name");
        }
        require("ID", id, TEXT_BYTES_MAX);
        require("Name", name, TEXT_BYTES_MAX);
        require("Address", address, TEXT_BYTES_MAX);
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException(
                    "Invalid Port: must be in 0..%d, was %d".formatted(PORT_MAX, port));
        }
        requireCount("Tags", tags.size(), TAGS_MAX);
        requireCount("Meta", meta.size(), META_MAX);
        tags.forEach(tag -> require("tag", tag, TEXT_BYTES_MAX));
        meta.forEach(
                (key, value) -> {
                    require("Meta key", key, TEXT_BYTES_MAX);
                    require("value of Meta " + Names.printable(key), value, META_VALUE_BYTES_MAX);
                });
        tags = List.copyOf(tags);
        meta = Collections.unmodifiableSortedMap(new TreeMap<>(meta));
    }

    /// How a load balancer would share requests out.
    public record Weights(int passing, int warning) {
        public static final Weights EQUAL = new Weights(1, 1);

        public Weights {
            if (passing < 1 || warning < 0 || passing > PORT_MAX || warning > PORT_MAX) {
                throw new IllegalArgumentException(
                        "Invalid Weights: Passing must be in 1..%d and Warning in 0..%d, were %d and %d"
                                .formatted(PORT_MAX, PORT_MAX, passing, warning));
            }
        }
    }

    /// About what it takes in memory and on disk: the bytes of all its texts.
    int bytes() {
        int bytes = length(id) + length(name) + length(address);
        bytes += tags.stream().mapToInt(Service::length).sum();
        for (var entry : meta.entrySet()) {
            bytes += length(entry.getKey()) + length(entry.getValue());
        }
        return bytes;
    }

    private static void require(String what, String text, int bytesMax) {
        int bytes = length(text);
        if (bytes > bytesMax) {
            throw new IllegalArgumentException(
                    "Invalid %s: has %d bytes, at most %d are allowed"
                            .formatted(what, bytes, bytesMax));
        }
        // Half a surrogate pair has no form in UTF-8: it could be taken but never be shown.
        boolean wellFormed =
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                        .equals(text);
        if (!wellFormed || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "Invalid %s: must be text without control characters, was \"%s\""
                            .formatted(what, Names.printable(text)));
        }
    }

    private static void requireCount(String what, int count, int max) {
        if (count > max) {
            throw new IllegalArgumentException(
                    "Invalid %s: has %d entries, at most %d are allowed"
                            .formatted(what, count, max));
        }
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
