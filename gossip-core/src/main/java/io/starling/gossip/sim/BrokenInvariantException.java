package io.starling.gossip.sim;

import java.time.Duration;

/// The nodes broke a rule. The message ends with the line that shows it again.
public final class BrokenInvariantException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String invariant;
    private final String node;
    private final Duration at;

    /// @param invariant the simple name of its class
    /// @param node where it showed; the cluster's name if at no single node
    public BrokenInvariantException(
            String invariant, String node, Duration at, String what, Replay replay) {
        super(
                "%s broken at %s after %s of virtual time: %s%n%s"
                        .formatted(invariant, node, at, what, replay.line()));
        this.invariant = invariant;
        this.node = node;
        this.at = at;
    }

    public String invariant() {
        return invariant;
    }

    public String node() {
        return node;
    }

    public Duration at() {
        return at;
    }
}
