package io.starling.agent.http;

import java.time.Duration;

/// Bounds on what clients may do to the agent.
///
/// @param connectionsMax open at once; further ones get 503 and are closed
/// @param lineBytesMax of the request line; 414 beyond
/// @param headerBytesMax of all headers; 431 beyond
/// @param waitingMax parts of further requests that a connection may send ahead of an answer,
///     before it is not read any more
/// @param idle how long a connection may stay without a request
/// @param receive how long a request may take from its first byte to its last
/// @param send how long a client may leave an answer unread
/// @param linger how long a refused body is thrown away, so that the client finds the answer
public record HttpLimits(
        int connectionsMax,
        int lineBytesMax,
        int headerBytesMax,
        int waitingMax,
        Duration idle,
        Duration receive,
        Duration send,
        Duration linger) {

    public static HttpLimits of(int connectionsMax) {
        return new HttpLimits(
                connectionsMax,
                16 * 1024,
                32 * 1024,
                16,
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1));
    }
}
