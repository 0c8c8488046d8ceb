package io.starling.bench;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.Locale;

/// The memory of large simulations.
final class Heap {
    /// A member with its ports, timers and what it remembers of events.
    private static final long BYTES_A_MEMBER = 64 << 10;
    /// Each member's order of probing lists all others, and so do its other views.
    private static final long BYTES_A_PAIR = 8;
    private static final double GIBIBYTE = 1 << 30;

    private Heap() {}

    /// What a cluster takes.
    ///
    /// @param probing whether its members watch each other
    static long bytesFor(int nodes, boolean probing) {
        return nodes * (BYTES_A_MEMBER + (probing ? nodes * BYTES_A_PAIR : 0));
    }

    /// @throws IllegalArgumentException if the JVM was started with less than the cluster takes
    static void require(int nodes, boolean probing) {
        require(nodes, probing, 1);
    }

    /// @param atOnce how many such clusters there are at the same time
    static void require(int nodes, boolean probing, int atOnce) {
        long needed = atOnce * bytesFor(nodes, probing);
        long had = Runtime.getRuntime().maxMemory();
        if (needed > had) {
            long gibibytes = (long) Math.ceil(needed / GIBIBYTE);
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "-nodes=%d needs about %d GiB of heap, and this JVM may take %.1f:"
                                    + " start it with STARLING_JAVA_OPTS=-Xmx%dg",
                            nodes,
                            gibibytes,
                            had / GIBIBYTE,
                            gibibytes));
        }
    }

    /// What is in use together with a cluster, which the JVM could throw away when it is not asked
    /// any more.
    static long megabytesWith(Object cluster) {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        long used = memory.getHeapMemoryUsage().getUsed() >> 20;
        Reference.reachabilityFence(cluster);
        return used;
    }
}
