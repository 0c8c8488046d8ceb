package io.starling.gossip.runtime;

/// Two clocks. Protocols use the monotonic one; the wall clock only labels.
public interface NodeClock {

    /// Monotonic time. Only differences mean anything, and only within one node.
    ///
    /// @return nanoseconds since an arbitrary origin
    long nanoTime();

    /// Wall time. May jump in both directions.
    ///
    /// @return microseconds since 1970
    long wallMicros();
}
