package io.starling.bench;

import io.starling.bench.agents.Agents;

import java.time.Duration;
import java.util.stream.IntStream;

/// A burst of events at the first agent, one request after the other, until everything is
/// everywhere or nothing has come for a while.
///
/// @param refused fires that were tried again because the agent was busy
/// @param delivered at all agents
/// @param lastMillis from the first fire to the last delivery, known to a tenth of a second
record BurstTrial(double acceptedMillis, int refused, long delivered, double lastMillis) {
    private static final Duration PAUSE = Duration.ofMillis(100);

    /// @param still how long nothing may come before it ends
    static BurstTrial run(Agents agents, int events, byte[] payload, Duration still) {
        long before = delivered(agents);
        long wanted = (long) events * agents.size();
        long began = System.nanoTime();
        int refused = 0;
        for (int i = 0; i < events; i++) {
            refused += agents.fire(0, "burst", payload);
        }
        double accepted = millisSince(began);
        long delivered = delivered(agents) - before;
        double last = millisSince(began);
        while (delivered < wanted && millisSince(began) - last < still.toMillis()) {
            Patience.sleep(PAUSE);
            long now = delivered(agents) - before;
            if (now > delivered) {
                delivered = now;
                last = millisSince(began);
            }
        }
        return new BurstTrial(accepted, refused, delivered, last);
    }

    private static long delivered(Agents agents) {
        return IntStream.range(0, agents.size()).mapToLong(agents::delivered).sum();
    }

    private static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }
}
