package io.starling.gossip.node;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.encoded;
import static io.starling.gossip.model.TestEvents.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import io.starling.gossip.model.EventKey;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;

/// What events cost a node that has few of them, so that many nodes fit one simulation.
class EventFootprintTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final EventWorld world = new EventWorld(1);
    private final EventWorld.Station self = world.station(1);

    @Test
    void costsNextToNothingWhileThereAreNoEvents() {
        create();
        long before = allocated();
        create();
        assertThat(allocated() - before).isLessThan(2_048);
    }

    @Test
    void allocatesNothingToTellWhetherAnEventIsKnown() {
        for (int i = 1; i <= 100; i++) {
            self.events.onCopy(endpoint(50), encoded(boot(7), 2 * i), false);
        }
        var keys = new EventKey[200];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new EventKey(boot(7), i + 1);
        }
        int known = countKnown(keys, 1_000);
        long before = allocated();
        known += countKnown(keys, 1_000);
        assertThat(allocated() - before).isLessThan(1_000);
        assertThat(known).isEqualTo(200_000);
    }

    private int countKnown(EventKey[] keys, int times) {
        int known = 0;
        for (int i = 0; i < times; i++) {
            for (var key : keys) {
                known += self.events.known(key) ? 1 : 0;
            }
        }
        return known;
    }

    private void create() {
        var links =
                new UserEvents.Links(
                        new EventWorld.TestEncoder(),
                        self,
                        self,
                        new RandomSpread(6, self, self),
                        _ -> {});
        var ports = new UserEvents.Ports(self, self, world.random, self);
        new UserEvents(self.local, self.config, ports, links);
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
