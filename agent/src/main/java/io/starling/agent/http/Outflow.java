package io.starling.agent.http;

import java.util.Optional;

/// A body without a known end, written only as far as the client takes it: what it does not take
/// stays where it is, not in memory for it.
///
/// Confined to the HTTP loop.
interface Outflow {
    /// Called once, before all else.
    ///
    /// @param more to be run whenever [#next] or [#isOver] has something to say again
    void open(Runnable more);

    /// @return the next bytes; empty if there are none now
    Optional<byte[]> next();

    /// Whether the body ends here.
    boolean isOver();

    /// The client has gone, or the body is over. Called at least once.
    void close();
}
