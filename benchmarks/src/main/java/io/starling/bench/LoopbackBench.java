package io.starling.bench;

import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.EventRefusedException;
import io.starling.gossip.runtime.Counter;

import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Events over real sockets: one at a time, and as many as one node accepts.
final class LoopbackBench {
    private static final int THREADS = 2;
    private static final byte[] PAYLOAD = new byte[200];
    /// Fires whose answer is awaited: a caller that is not paced by answers only fills a queue.
    private static final int IN_FLIGHT_MAX = 64;

    private final Map<EventId, Set<Integer>> receivers = new ConcurrentHashMap<>();
    private final AtomicLong lastNanos = new AtomicLong();
    private final AtomicInteger deliveries = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final int nodes;

    private LoopbackBench(int nodes) {
        this.nodes = nodes;
    }

    static void run(Flags flags) {
        if (flags.has("processes")) {
            ProcessBench.run(flags);
            return;
        }
        if (flags.has("starling") || flags.has("agent-jfr")) {
            throw new IllegalArgumentException(
                    "-starling and -agent-jfr are of agents: add -processes");
        }
        int nodes = flags.number("nodes", 100, 2, 300);
        int events = flags.number("events", 100, 1, 100_000);
        int burst = flags.number("burst", 1_000, 1, 100_000);
        new LoopbackBench(nodes).measure(events, burst);
    }

    private void measure(int events, int burst) {
        long begin = System.nanoTime();
        try (var cluster = new LoopbackCluster(nodes, THREADS, this::onEvent)) {
            Patience.await(cluster::everyoneKnowsEveryone, "the cluster to form");
            System.out.printf(
                    "%d nodes in this process, %d event loops, sockets on 127.0.0.1: formed in %d"
                            + " ms%n",
                    nodes, THREADS, millis(System.nanoTime() - begin));
            single(cluster, Math.max(20, events / 5), false);
            single(cluster, events, true);
            burst(cluster, burst);
        }
    }

    private void single(LoopbackCluster cluster, int events, boolean shown) {
        var last = new Histogram(3);
        long sent = cluster.counted(Counter.DATAGRAMS_SENT);
        for (int i = 0; i < events; i++) {
            reset();
            long fired = System.nanoTime();
            cluster.node(i % nodes).fire(EventRequest.of("bench", PAYLOAD)).join();
            Patience.await(() -> deliveries.get() == nodes, "an event to reach all");
            last.recordValue(Math.max(1, lastNanos.get() - fired));
        }
        if (shown) {
            LoopbackTable.single(nodes, last, cluster.counted(Counter.DATAGRAMS_SENT) - sent);
        }
    }

    private void burst(LoopbackCluster cluster, int events) {
        reset();
        long before = cluster.counted(Counter.EVENTS_REPAIRED);
        long sent = cluster.counted(Counter.HAND_OVERS_SENT);
        long again = sentAgain(cluster);
        long begin = System.nanoTime();
        int refused = fireAll(cluster, events);
        long accepted = System.nanoTime() - begin;
        int expected = events * nodes;
        Patience.await(() -> deliveries.get() >= expected, "%d deliveries".formatted(expected));
        System.out.printf(
                "%d events at one node as fast as it accepts: accepted in %d ms, %.0f a second (%d"
                    + " times refused and tried again), %d of %d deliveries, %d twice, the last %d"
                    + " ms after the first fire; %d repaired; %.2f %% of %d hand-overs sent"
                    + " again%n",
                events,
                millis(accepted),
                events / (accepted / 1e9),
                refused,
                deliveries.get(),
                expected,
                repeated.get(),
                millis(lastNanos.get() - begin),
                cluster.counted(Counter.EVENTS_REPAIRED) - before,
                100.0
                        * (sentAgain(cluster) - again)
                        / (cluster.counted(Counter.HAND_OVERS_SENT) - sent),
                cluster.counted(Counter.HAND_OVERS_SENT) - sent);
    }

    private static long sentAgain(LoopbackCluster cluster) {
        return cluster.counted(Counter.HAND_OVERS_REPEATED)
                + cluster.counted(Counter.HAND_OVERS_REDELEGATED);
    }

    /// @return how often the node refused and was asked again
    private static int fireAll(LoopbackCluster cluster, int events) {
        int refused = 0;
        var inFlight = new ArrayDeque<CompletableFuture<UserEvent>>();
        for (int fired = 0; fired < events || !inFlight.isEmpty(); ) {
            if (fired < events && inFlight.size() < IN_FLIGHT_MAX) {
                inFlight.add(cluster.node(0).fire(EventRequest.of("burst", PAYLOAD)));
                fired++;
                continue;
            }
            try {
                inFlight.remove().join();
            } catch (CompletionException failed) {
                if (!(failed.getCause() instanceof EventRefusedException.Overloaded)) {
                    throw failed;
                }
                refused++;
                fired--;
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
        }
        return refused;
    }

    private void onEvent(int node, EventId id) {
        if (receivers.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet()).add(node)) {
            lastNanos.accumulateAndGet(System.nanoTime(), Math::max);
            deliveries.incrementAndGet();
        } else {
            repeated.incrementAndGet();
        }
    }

    private void reset() {
        receivers.clear();
        deliveries.set(0);
        repeated.set(0);
        lastNanos.set(Long.MIN_VALUE);
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
