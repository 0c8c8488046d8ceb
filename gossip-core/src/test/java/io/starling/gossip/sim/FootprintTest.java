package io.starling.gossip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.gossip.sim.SimCluster.Spec;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Large simulations stay possible: a node that knows nobody costs at most 8 KiB, its ports and
/// its place in the world included.
class FootprintTest {
    private static final int NODES = 2_000;
    private static final long BYTES_MAX = 12_288;

    @Test
    void idleNodeIsSmall() {
        // The first world loads the classes.
        alone(10);
        long before = usedHeap();
        var worlds = alone(NODES);
        long bytes = (usedHeap() - before) / worlds.size();
        System.out.printf("an idle simulated node costs %d bytes%n", bytes);
        assertThat(bytes).isBetween(100L, BYTES_MAX);
    }

    /// Clusters of one, all in one world, a few protocol periods old.
    private static List<SimCluster> alone(int count) {
        var world = new SimWorld(1);
        var clusters = new ArrayList<SimCluster>();
        for (int i = 0; i < count; i++) {
            clusters.add(
                    SimCluster.in(world, Spec.LAN.named("c" + i, "c" + i + "-"), 1, List.of()));
        }
        world.runFor(Duration.ofSeconds(5));
        return clusters;
    }

    private static long usedHeap() {
        var memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
