package io.starling.agent.event;

import io.starling.gossip.model.UserEvent;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/// Carries events from the node's loop to the ring's loop.
///
/// Holds as many as the ring does. When the ring's loop lags behind by more than that, the oldest
/// one goes: the ring would have pushed it out before anybody could have seen it.
///
/// Thread-safe: any thread may offer; the ring is touched on its own loop alone.
public final class EventFeed {
    private final EventRing ring;
    private final Executor loop;
    private final ArrayBlockingQueue<UserEvent> queue =
            new ArrayBlockingQueue<>(EventRing.CAPACITY);
    private final AtomicBoolean scheduled = new AtomicBoolean();

    public EventFeed(EventRing ring, Executor loop) {
        this.ring = ring;
        this.loop = loop;
    }

    public void offer(UserEvent event) {
        while (!queue.offer(event)) {
            queue.poll();
        }
        if (scheduled.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    private void drain() {
        // Cleared first: an event offered from here on schedules another run.
        scheduled.set(false);
        for (var event = queue.poll(); event != null; event = queue.poll()) {
            ring.add(event);
        }
    }
}
