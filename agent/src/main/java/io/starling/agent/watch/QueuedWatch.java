package io.starling.agent.watch;

import io.starling.agent.config.MemberChange;
import io.starling.agent.config.WatchConfig;
import io.starling.agent.config.WatchConfig.Topic;
import io.starling.agent.metrics.Metrics;
import io.starling.agent.watch.Happening.Changed;
import io.starling.agent.watch.Happening.Fired;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.UserEvent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;

/// A watch by Starling's own contract: begins with what comes after it, and tells each thing once.
///
/// What comes waits in a queue until a run of the handler is free to take all of it. A queue that
/// is full leaves a gap, which the handler is told of.
///
/// Thread-safe: the lock is held for a few steps and never while something runs.
final class QueuedWatch implements Watch {
    private static final Logger LOG = LoggerFactory.getLogger("watch");

    private final WatchConfig config;
    private final Runs runs;
    private final Metrics metrics;
    private final Backlog backlog;
    private final Crew crew;
    private boolean retired;

    QueuedWatch(WatchConfig config, Runs runs, Metrics metrics) {
        this.config = config;
        this.runs = runs;
        this.metrics = metrics;
        this.backlog = new Backlog(config.queueMax());
        this.crew = new Crew(config.concurrency(), runs);
    }

    @Override
    public WatchConfig config() {
        return config;
    }

    @Override
    public synchronized void open() {
        crew.open();
        beginIfFree();
    }

    @Override
    public void onEvent(UserEvent event) {
        if (config.topic() instanceof Topic.Events(var name)
                && name.orElse(event.name()).equals(event.name())) {
            hear(new Fired(event));
        }
    }

    @Override
    public void onMembership(MembershipEvent event) {
        if (config.topic() instanceof Topic.Members(var only)) {
            change(event)
                    .filter(change -> only.orElse(change) == change)
                    .ifPresent(change -> hear(new Changed(change, event.member())));
        }
    }

    private static Optional<MemberChange> change(MembershipEvent event) {
        return switch (event) {
            case MembershipEvent.Joined _ -> Optional.of(MemberChange.JOIN);
            case MembershipEvent.Left _ -> Optional.of(MemberChange.LEAVE);
            case MembershipEvent.Failed _ -> Optional.of(MemberChange.FAILED);
            case MembershipEvent.Updated _ -> Optional.of(MemberChange.UPDATE);
            case MembershipEvent.Reaped _ -> Optional.of(MemberChange.REAP);
            case MembershipEvent.Suspected _, MembershipEvent.Refuted _ -> Optional.empty();
        };
    }

    private synchronized void hear(Happening happening) {
        if (retired) {
            return;
        }
        if (backlog.add(happening)) {
            metrics.watchEventsQueued(1);
        } else {
            metrics.watchEventsDropped(1);
        }
        beginIfFree();
    }

    private void beginIfFree() {
        if (!backlog.isEmpty()) {
            crew.beginIfFree(this::work);
        }
    }

    private void work() {
        for (var batch = next(); batch.isPresent(); batch = next()) {
            var _ = runs.run(batch.get());
        }
    }

    /// @return empty if there is nothing to do; then the run counts no longer
    private synchronized Optional<Batch> next() {
        if (crew.isClosed() || backlog.isEmpty()) {
            crew.leave();
            return Optional.empty();
        }
        metrics.watchEventsQueued(-backlog.size());
        var taken = backlog.take();
        if (taken.getLast() instanceof Happening.Missed missed) {
            tell(missed);
        }
        return Optional.of(batch(taken));
    }

    private Batch batch(List<Happening> happenings) {
        return switch (config.topic()) {
            case Topic.Events _ -> Batch.ofEvents(happenings);
            case Topic.Members _ -> Batch.ofMembers(happenings);
            case Topic.Queries _ ->
                    throw new IllegalStateException("queries have a watch of their own");
        };
    }

    private void tell(Happening.Missed missed) {
        LOG.warn(
                "{}: {} events came while {} waited and are not handed out, from {} on: make the"
                        + " handler faster, or raise queue",
                config,
                missed.count(),
                config.queueMax(),
                missed.names().getFirst());
    }

    @Override
    public synchronized void retire() {
        retired = true;
    }

    @Override
    public synchronized boolean isDone() {
        return crew.isIdle() && (crew.isClosed() || backlog.isEmpty());
    }

    @Override
    public void close() {
        int givenUp;
        synchronized (this) {
            retired = true;
            crew.close();
            givenUp = backlog.size();
            backlog.take();
        }
        metrics.watchEventsQueued(-givenUp);
        metrics.watchEventsDropped(givenUp);
        if (givenUp > 0) {
            LOG.warn("{}: {} events are not handed out, because the agent stops", config, givenUp);
        }
        runs.stop();
    }
}
