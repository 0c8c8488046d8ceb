package io.starling.gossip.sim;

import java.time.Duration;

/// What a simulated host can do.
///
/// Sends and receipts of one host are serial: while it is at work, whatever else arrives waits.
///
/// @param send what one datagram costs its sender
/// @param receive what one datagram costs its receiver, before the node sees it
/// @param receiveBufferBytes of datagrams that wait while the host is busy or paused; those that
///     find no room are dropped and counted. A datagram occupies [#DATAGRAM_OVERHEAD] more than
///     its bytes, as in a real socket buffer
public record Hardware(Duration send, Duration receive, int receiveBufferBytes) {
    /// Computing costs nothing; the network alone takes time.
    public static final Hardware FREE = new Hardware(Duration.ZERO, Duration.ZERO, 1 << 20);

    /// A loaded machine: 5 µs a datagram sent, 3 µs one received, and 10 ms of backlog.
    public static final Hardware ONE_CORE =
            new Hardware(Duration.ofNanos(5_000), Duration.ofNanos(3_000), 2 << 20);

    static final int DATAGRAM_OVERHEAD = 256;

    public Hardware {
        if (send.isNegative() || receive.isNegative() || receiveBufferBytes < 0) {
            throw new IllegalArgumentException(
                    "costs and the receive buffer must not be negative, were %s, %s, %d"
                            .formatted(send, receive, receiveBufferBytes));
        }
    }
}
