package io.starling.agent.watch;

import io.starling.agent.config.WatchConfig;
import io.starling.agent.event.EventIndex;
import io.starling.agent.event.EventRing;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.UserEvent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// A watch of events by Consul's contract, for handlers that rely on it: runs once at its start
/// with what the list of its name has, which may be nothing, and then at each change of that list
/// with what is new in it.
///
/// It does what a client would that asks for the list again and again: what is new is what follows
/// the event that gave the last index. If that event is no longer there, all of it is handed out
/// again; and if events of other names have emptied the list, an empty one is.
///
/// Hears on any thread; all else happens on the ring's loop, runs excepted.
final class RingWatch implements Watch {
    private static final Logger LOG = LoggerFactory.getLogger("watch");

    private final WatchConfig config;
    private final String name;
    private final EventRing ring;
    private final Executor loop;
    private final Runs runs;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean closed;
    private volatile boolean busy;
    private boolean opened;
    private boolean begun;
    private long index;

    RingWatch(WatchConfig config, String name, EventRing ring, Executor loop, Runs runs) {
        this.config = config;
        this.name = name;
        this.ring = ring;
        this.loop = loop;
        this.runs = runs;
    }

    @Override
    public WatchConfig config() {
        return config;
    }

    @Override
    public void open() {
        onLoop(
                () -> {
                    opened = true;
                    look();
                });
    }

    /// An event of any name may change the list: it may push out the last one of this name.
    @Override
    public void onEvent(UserEvent event) {
        if (scheduled.compareAndSet(false, true)) {
            onLoop(
                    () -> {
                        scheduled.set(false);
                        look();
                    });
        }
    }

    @Override
    public void onMembership(MembershipEvent event) {}

    private void look() {
        long now = ring.index(name);
        if (!opened || closed || busy || (begun && now == index)) {
            return;
        }
        var news = news(ring.list(name));
        begun = true;
        index = now;
        busy = true;
        runs.begin(() -> run(Batch.ofEvents(news)));
    }

    private List<Happening> news(List<UserEvent> listed) {
        int after = 0;
        for (int i = listed.size() - 1; begun && i >= 0 && after == 0; i--) {
            after = EventIndex.of(listed.get(i).id()) == index ? i + 1 : 0;
        }
        if (begun && after == 0 && index != EventIndex.OF_NOTHING && !listed.isEmpty()) {
            LOG.warn(
                    "{}: the last event handed out is no longer in the list: events may have been"
                            + " missed while the handler ran",
                    config);
        }
        return listed.subList(after, listed.size()).stream()
                .<Happening>map(Happening.Fired::new)
                .toList();
    }

    private void run(Batch batch) {
        var _ = runs.run(batch);
        busy = false;
        onLoop(this::look);
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopping) {
            // The agent stops; there is nothing to look at any more.
            closed = true;
        }
    }

    /// What is listed stays listed: another watch may look at it.
    @Override
    public void retire() {
        closed = true;
    }

    @Override
    public boolean isDone() {
        return closed && !busy;
    }

    @Override
    public void close() {
        closed = true;
        runs.stop();
    }
}
