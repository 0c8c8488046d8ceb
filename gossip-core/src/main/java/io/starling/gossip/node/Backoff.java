package io.starling.gossip.node;

import java.time.Duration;

/// Pauses that grow while nothing comes of what is tried.
final class Backoff {
    private Backoff() {}

    /// @return twice `pause`, at most `max`
    static Duration doubled(Duration pause, Duration max) {
        var doubled = pause.multipliedBy(2);
        return doubled.compareTo(max) < 0 ? doubled : max;
    }
}
