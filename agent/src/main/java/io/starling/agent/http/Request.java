package io.starling.agent.http;

import io.netty.handler.codec.http.HttpHeaders;

import java.util.Optional;

/// A request, as the resources see it.
///
/// @param headers as they came
/// @param rest of the path, behind the operation's own; empty if the operation takes none
/// @param body empty where there is none; not to be modified
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Request(
        String method, String path, String rest, Query query, HttpHeaders headers, byte[] body) {

    Request withBody(byte[] received) {
        return new Request(method, path, rest, query, headers, received);
    }

    /// @return the first one of that name, in whatever letters; empty if it says nothing
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).filter(value -> !value.isEmpty());
    }

    /// Any value counts, even `pretty=false`.
    boolean pretty() {
        return query.has("pretty");
    }
}
