package io.starling.bench;

import io.starling.bench.agents.Agents;

import java.util.HashSet;
import java.util.Set;

/// Events one at a time: from the fire until the last of all agents showed each.
///
/// Thread-safe by a lock: agents tell of their events on threads of their own.
final class SingleEvents implements Agents.Witness {
    private final Agents agents;
    private final byte[] payload;
    private final Set<Integer> receivers = new HashSet<>();
    private int number;
    private long lastNanos;

    SingleEvents(Agents agents, byte[] payload) {
        this.agents = agents;
        this.payload = payload;
    }

    @Override
    public synchronized void onEvent(int agent, String name, long nanos) {
        if (name.equals(name()) && receivers.add(agent)) {
            lastNanos = Math.max(lastNanos, nanos);
        }
    }

    /// @return nanoseconds from before the request to fire until the last agent's answer arrived
    long fireToAll(int origin) {
        begin();
        long fired = System.nanoTime();
        agents.fire(origin, name(), payload);
        Patience.await(this::isEverywhere, "an event to reach all");
        return lastNanosOf() - fired;
    }

    private synchronized void begin() {
        number++;
        receivers.clear();
        lastNanos = Long.MIN_VALUE;
    }

    private synchronized String name() {
        return "single-" + number;
    }

    private synchronized boolean isEverywhere() {
        return receivers.size() == agents.size();
    }

    private synchronized long lastNanosOf() {
        return lastNanos;
    }
}
