package io.starling.gossip.membership;

import java.time.Duration;

/// How much a node distrusts its own timeliness: 0 is healthy, each missed answer adds to it, each
/// timely one takes from it (Lifeguard §IV-A).
///
/// Confined to the node's loop.
public final class LocalHealth {
    private final int max;
    private int score;

    /// @param max one more than the largest score; 1 turns it off
    public LocalHealth(int max) {
        this.max = max;
    }

    /// A probe was answered in time.
    public void probeAnswered() {
        change(-1);
    }

    /// A probe failed though helpers were asked.
    ///
    /// @param nacksMissing helpers that said nothing at all; when none was to say anything, 1
    public void probeFailed(int nacksMissing) {
        change(nacksMissing);
    }

    /// This node was accused and had to refute: its answers come late.
    public void refuted() {
        change(1);
    }

    /// The process stood still for longer than a probe waits.
    public void paused() {
        change(1);
    }

    public int score() {
        return score;
    }

    /// `base · (score + 1)`.
    public Duration scale(Duration base) {
        return score == 0 ? base : base.multipliedBy(score + 1L);
    }

    private void change(int by) {
        score = Math.clamp(score + by, 0, max - 1);
    }
}
