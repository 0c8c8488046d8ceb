package io.starling.gossip.sim;

import java.time.Duration;

/// A simulated run did not end within its bounds.
public final class LimitReachedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private LimitReachedException(String message) {
        super(message);
    }

    static LimitReachedException ofTime(Duration limit, Duration now, Replay replay) {
        return new LimitReachedException(
                "not reached within %s of virtual time, it is %s now, seed %d%n%s"
                        .formatted(limit, now, replay.seed(), replay.line()));
    }

    static LimitReachedException ofSteps(long limit, Duration now, Replay replay) {
        return new LimitReachedException(
                ("more than %d events in one run, at %s of virtual time, seed %d;"
                                + " a loop without end, or SimWorld.stepsMax is too small%n%s")
                        .formatted(limit, now, replay.seed(), replay.line()));
    }

    static LimitReachedException ofStandstill(long steps, Duration now, Replay replay) {
        return new LimitReachedException(
                "%d events at one moment, %s of virtual time, seed %d: time stands still%n%s"
                        .formatted(steps, now, replay.seed(), replay.line()));
    }

    static LimitReachedException ofEvents(Duration now, Replay replay) {
        return new LimitReachedException(
                "nothing is left to happen at %s of virtual time, seed %d%n%s"
                        .formatted(now, replay.seed(), replay.line()));
    }
}
