package io.starling.cli;

import java.nio.charset.StandardCharsets;

/// One HTTP request to an agent: method, percent-encoded target, body.
///
/// Immutable, provided that nobody changes the body that was given.
public final class Request {
    private static final String UNRESERVED = "-._~";
    private static final byte[] NO_BODY = {};

    private final String method;
    private final String target;
    private final byte[] body;

    private Request(String method, String target, byte[] body) {
        this.method = method;
        this.target = target;
        this.body = body;
    }

    public static Request get(String path) {
        return new Request("GET", path, NO_BODY);
    }

    public static Request put(String path) {
        return new Request("PUT", path, NO_BODY);
    }

    /// The same request with one more segment at the end of its path.
    public Request segment(String text) {
        return new Request(method, target + "/" + encoded(text), body);
    }

    /// The same request with one more query parameter. Segments come before parameters.
    public Request with(String parameter, String value) {
        var separator = target.indexOf('?') < 0 ? "?" : "&";
        return new Request(method, target + separator + parameter + "=" + encoded(value), body);
    }

    public Request body(byte[] payload) {
        return new Request(method, target, payload);
    }

    String method() {
        return method;
    }

    /// Path and query, below `/v1`.
    String target() {
        return target;
    }

    /// Empty if there is none.
    byte[] body() {
        return body;
    }

    /// Whether it asks the agent to do something, so that a broken connection leaves doubt.
    boolean acts() {
        return !method.equals("GET");
    }

    /// Every byte of UTF-8 but the unreserved ones as `%XX`. That includes the dots of a segment
    /// that is `.` or `..`, which servers would resolve.
    private static String encoded(String text) {
        var dots = text.equals(".") || text.equals("..");
        var out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || (UNRESERVED.indexOf(c) >= 0 && !dots);
            if (plain) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }
}
