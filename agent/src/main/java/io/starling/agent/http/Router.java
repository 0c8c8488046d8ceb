package io.starling.agent.http;

import io.netty.handler.codec.http.HttpHeaders;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Finds the operation for a request, and answers the rest as clients of this API expect.
///
/// Immutable.
final class Router {
    private static final String UNKNOWN = "unknown";

    /// By path, then by method in the order of registration.
    private final Map<String, Map<String, Operation>> operations = new LinkedHashMap<>();

    Router(Collection<? extends Resource> resources) {
        for (var resource : resources) {
            for (var operation : resource.operations()) {
                operations
                        .computeIfAbsent(operation.path(), _ -> new LinkedHashMap<>())
                        .put(operation.method(), operation);
            }
        }
    }

    Dispatch route(String method, String uri, HttpHeaders headers) {
        var parsed = Target.parse(uri);
        if (parsed.isEmpty()) {
            return new Dispatch.Refuse(UNKNOWN, Reply.text(400, "400 Bad Request"));
        }
        var target = parsed.get();
        if (target.hasControlCharacters()) {
            return new Dispatch.Refuse(UNKNOWN, Reply.empty(400));
        }
        if (!target.cleanPath().equals(target.path())) {
            return moved(target, target.cleanPath());
        }
        if (operations.containsKey(target.path() + "/")) {
            return moved(target, target.path() + "/");
        }
        return find(target.path())
                .map(
                        path ->
                                among(
                                        operations.getOrDefault(path, Map.of()),
                                        path,
                                        method,
                                        target,
                                        headers))
                .orElseGet(
                        () ->
                                new Dispatch.Refuse(
                                        UNKNOWN,
                                        Reply.text(
                                                404,
                                                "Invalid URL path: not a recognized HTTP API"
                                                        + " endpoint")));
    }

    private Optional<String> find(String path) {
        if (operations.containsKey(path)) {
            return Optional.of(path);
        }
        return operations.keySet().stream()
                .filter(known -> known.endsWith("/") && known.length() > 1)
                .filter(path::startsWith)
                .max(Comparator.comparingInt(String::length));
    }

    private static Dispatch among(
            Map<String, Operation> methods,
            String path,
            String method,
            Target target,
            HttpHeaders headers) {
        var query = Query.parse(target.rawQuery());
        if (query.isEmpty()) {
            return new Dispatch.Refuse(path, Reply.empty(500));
        }
        var operation = methods.get(method);
        if (operation != null) {
            var rest = target.path().substring(path.length());
            return new Dispatch.Serve(
                    operation,
                    new Request(method, target.path(), rest, query.get(), headers, new byte[0]));
        }
        var allow = "OPTIONS," + String.join(",", methods.keySet());
        var reply =
                switch (method) {
                    case "OPTIONS" -> Reply.empty(200);
                    case "HEAD" -> Reply.empty(405);
                    default -> Reply.text(405, "method %s not allowed".formatted(method));
                };
        return new Dispatch.Refuse(path, reply.withHeader("Allow", allow));
    }

    private static Dispatch moved(Target target, String path) {
        return new Dispatch.Refuse(
                "moved", Reply.empty(301).withHeader("Location", target.location(path)));
    }
}
