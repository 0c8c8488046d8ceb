package io.starling.agent.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The parameters of a request. Of a repeated one, the first counts.
public record Query(Map<String, String> first) {
    static final Query NONE = new Query(Map.of());

    /// @return empty if malformed: a bad escape, or a semicolon, which some take for a separator
    static Optional<Query> parse(String raw) {
        var first = new HashMap<String, String>();
        for (var pair : raw.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            var key = Percent.decode(equals < 0 ? pair : pair.substring(0, equals), true);
            var value = Percent.decode(equals < 0 ? "" : pair.substring(equals + 1), true);
            if (key.isEmpty() || value.isEmpty() || pair.indexOf(';') >= 0) {
                return Optional.empty();
            }
            first.putIfAbsent(key.get(), value.get());
        }
        return Optional.of(new Query(Map.copyOf(first)));
    }

    /// The empty text if it is absent: an empty value means the same.
    public String text(String name) {
        return first.getOrDefault(name, "");
    }

    /// Whether it is there at all, whatever its value.
    public boolean has(String name) {
        return first.containsKey(name);
    }
}
