package io.starling.gossip.sim;

import java.time.Duration;

/// A task on a simulated node's loop threw. That is always a bug, of the node or of a test.
public final class NodeFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NodeFailedException(String node, Duration at, Replay replay, Throwable cause) {
        super(
                "%s failed at %s of virtual time, seed %d: %s%n%s"
                        .formatted(node, at, replay.seed(), cause, replay.line()),
                cause);
    }
}
