package io.starling.agent.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is answered.
///
/// @param contentType empty where there is no body to describe
/// @param headers besides those that every answer has
/// @param afterwards to be run once the answer is on its way
/// @param flow the body, where it has no known end; then `body` is empty
record Reply(
        int status,
        Optional<String> contentType,
        Body body,
        SortedMap<String, String> headers,
        Optional<Runnable> afterwards,
        Optional<Outflow> flow) {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    public static Reply empty(int status) {
        return new Reply(
                status,
                Optional.empty(),
                Body.EMPTY,
                new TreeMap<>(),
                Optional.empty(),
                Optional.empty());
    }

    public static Reply text(int status, String text) {
        return of(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply json(Request request, Object tree) {
        return json(200, request, tree);
    }

    public static Reply json(int status, Request request, Object tree) {
        return of(status, JSON, Json.write(tree, request.pretty()));
    }

    public static Reply of(int status, String contentType, byte[] body) {
        return new Reply(
                status,
                Optional.of(contentType),
                new Body(body),
                new TreeMap<>(),
                Optional.empty(),
                Optional.empty());
    }

    /// Success, and a body that ends some time later.
    static Reply flowing(String contentType, Outflow flow) {
        return new Reply(
                200,
                Optional.of(contentType),
                Body.EMPTY,
                new TreeMap<>(),
                Optional.empty(),
                Optional.of(flow));
    }

    public Reply withHeader(String name, String value) {
        var more = new TreeMap<>(headers);
        more.put(name, value);
        return new Reply(status, contentType, body, more, afterwards, flow);
    }

    public Reply thenRun(Runnable task) {
        return new Reply(status, contentType, body, headers, Optional.of(task), flow);
    }
}
