package io.starling.agent.event;

import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.UserEvent;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Carries what the node hands out from its loop to the loop of the ring and the log.
///
/// Holds a bounded number. When that loop lags behind by more, the oldest go, and the log says how
/// many.
///
/// Thread-safe: any thread may offer; ring and log are touched on their own loop alone.
public final class EventFeed {
    /// Many times the ring, and about 4 MiB of events.
    static final int CAPACITY = 4_096;

    private final EventRing ring;
    private final EventLog log;
    private final Executor loop;
    private final ArrayBlockingQueue<LogEntry> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong overrun = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    public EventFeed(EventRing ring, EventLog log, Executor loop) {
        this.ring = ring;
        this.log = log;
        this.loop = loop;
    }

    public void offer(UserEvent event) {
        offer(new LogEntry.Happened(event));
    }

    /// Says that events did not come in time.
    public void missing(EventRange range) {
        offer(new LogEntry.Missing(range));
    }

    private void offer(LogEntry entry) {
        while (!queue.offer(entry)) {
            if (queue.poll() != null) {
                overrun.incrementAndGet();
            }
        }
        if (scheduled.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    private void drain() {
        // Cleared first: an event offered from here on schedules another run.
        scheduled.set(false);
        long lost = overrun.getAndSet(0);
        if (lost > 0) {
            log.add(new LogEntry.Overrun(lost));
        }
        for (var entry = queue.poll(); entry != null; entry = queue.poll()) {
            // The log first: who is woken by the ring finds the event in both.
            log.add(entry);
            if (entry instanceof LogEntry.Happened(var event)) {
                ring.add(event);
            }
        }
    }
}
