package io.starling.agent.http;

import java.util.ArrayDeque;
import java.util.Optional;

/// What a request line points at.
///
/// @param path decoded
/// @param rawQuery still encoded
record Target(String path, String rawQuery) {

    /// @param uri of the request line: `/path?query`, or with a scheme and a host before it
    /// @return empty if it is neither or its path is malformed
    static Optional<Target> parse(String uri) {
        var rest = uri;
        int scheme = uri.indexOf("://");
        if (!uri.startsWith("/") && scheme > 0) {
            int slash = uri.indexOf('/', scheme + 3);
            rest = slash < 0 ? "/" : uri.substring(slash);
        }
        if (!rest.startsWith("/")) {
            return Optional.empty();
        }
        int question = rest.indexOf('?');
        var path = question < 0 ? rest : rest.substring(0, question);
        var query = question < 0 ? "" : rest.substring(question + 1);
        return Percent.decode(path, false).map(decoded -> new Target(decoded, query));
    }

    boolean hasControlCharacters() {
        return path.chars().anyMatch(Character::isISOControl);
    }

    /// The path without empty, `.` and `..` elements; a slash at the end stays.
    String cleanPath() {
        var kept = new ArrayDeque<String>();
        for (var element : path.split("/")) {
            if (element.equals("..")) {
                kept.pollLast();
            } else if (!element.isEmpty() && !element.equals(".")) {
                kept.addLast(element);
            }
        }
        boolean slash = path.endsWith("/") && !kept.isEmpty();
        return "/" + String.join("/", kept) + (slash ? "/" : "");
    }

    /// Where else to look, with the same query.
    String location(String otherPath) {
        return Percent.encodePath(otherPath) + (rawQuery.isEmpty() ? "" : "?" + rawQuery);
    }
}
