package io.starling.gossip.netty;

import io.starling.gossip.runtime.NodeClock;

import java.time.Instant;

/// The clocks of this machine. Immutable.
final class SystemClock implements NodeClock {

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long wallMicros() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
