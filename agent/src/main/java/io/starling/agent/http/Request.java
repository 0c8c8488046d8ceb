package io.starling.agent.http;

/// A request, as the resources see it.
///
/// @param rest of the path, behind the operation's own; empty if the operation takes none
/// @param body empty where there is none; not to be modified
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Request(String method, String path, String rest, Query query, byte[] body) {

    Request withBody(byte[] received) {
        return new Request(method, path, rest, query, received);
    }

    /// Any value counts, even `pretty=false`.
    boolean pretty() {
        return query.has("pretty");
    }
}
