package io.starling.bench;

import org.HdrHistogram.Histogram;

import java.util.Locale;

/// What `bench loopback` says, the same for nodes in one process and for agents in their own.
final class LoopbackTable {
    private LoopbackTable() {}

    /// @param last from each fire to its last delivery, in nanoseconds
    /// @param datagrams sent meanwhile by all
    static void single(int nodes, Histogram last, long datagrams) {
        System.out.printf(
                Locale.ROOT,
                "%d events one at a time, fire to the last of %d deliveries: p50 %.2f ms, p90 %.2f"
                        + " ms, p99 %.2f ms, max %.2f ms; %.1f datagrams a node and event%n",
                last.getTotalCount(),
                nodes,
                last.getValueAtPercentile(50) / 1e6,
                last.getValueAtPercentile(90) / 1e6,
                last.getValueAtPercentile(99) / 1e6,
                last.getMaxValue() / 1e6,
                (double) datagrams / last.getTotalCount() / nodes);
    }
}
