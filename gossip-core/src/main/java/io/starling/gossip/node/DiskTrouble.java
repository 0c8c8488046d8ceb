package io.starling.gossip.node;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.runtime.NodeRuntime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// Whether the disk takes what it is given: when to try again, one warning when it begins to fail,
/// and one line when that is over.
///
/// Confined to the node's loop.
final class DiskTrouble {
    private static final Logger log = LoggerFactory.getLogger(DiskTrouble.class);

    private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

    private final String node;
    private final NodeRuntime runtime;
    private boolean failing;
    private long sinceNanos;
    private long nextTryNanos;
    private Duration pause = PAUSE_MIN;

    DiskTrouble(String node, NodeRuntime runtime) {
        this.node = node;
        this.runtime = runtime;
    }

    /// Whether it is time to write. While the disk fails, seldom.
    boolean mayTry() {
        return !failing || now() - nextTryNanos >= 0;
    }

    void onFailure(String reason) {
        runtime.observer().count(Counter.STORAGE_FAILURES);
        if (!failing) {
            failing = true;
            sinceNanos = now();
            pause = PAUSE_MIN;
            log.warn(
                    "{}: what must survive a restart cannot be written: {}; the node goes on"
                            + " without, and tries again until it can",
                    node,
                    reason);
        }
        nextTryNanos = now() + pause.toNanos();
        pause = Backoff.doubled(pause, PAUSE_MAX);
    }

    /// Everything is on disk.
    void onKept() {
        if (failing) {
            log.info("{}: what must survive a restart is written again, after {}", node, lasting());
            failing = false;
        }
    }

    void publish() {
        runtime.observer().gauge(Gauge.STATE_UNKEPT_SECONDS, failing ? lasting().toSeconds() : 0);
    }

    private Duration lasting() {
        return Duration.ofNanos(now() - sinceNanos);
    }

    private long now() {
        return runtime.clock().nanoTime();
    }
}
