package io.starling.agent;

import io.starling.agent.event.Audience;
import io.starling.agent.metrics.Metrics;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.NodeListener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Passes on what the node says, but for events that are meant for others. Each event is judged
/// once, when its turn to be handed out has come; the node has relayed it long before.
///
/// Patterns may take longer than the node's loop may be held. So an event with filters is judged on
/// a thread of its own, and whatever comes after it waits for its turn there. With no such event
/// under way everything is passed on at once. Either way the listener hears one thing at a time, in
/// the order in which the node said it.
///
/// At most [#WAITING_MAX] things wait; what comes beyond that is dropped, counted and logged.
///
/// Thread-safe, provided that only the node's loop calls the listener's methods.
final class Sieve implements NodeListener, AutoCloseable {
    static final int WAITING_MAX = 4_096;

    private static final Duration COMPLAINT_PAUSE = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(Sieve.class);

    private static final Audience.Verdict.Meant FOR_ALL = new Audience.Verdict.Meant("", "");

    private final NodeListener listener;
    private final BiConsumer<UserEvent, Audience.Verdict.Meant> questions;
    private final Metrics metrics;
    private final CompletableFuture<Audience> audience = new CompletableFuture<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    1,
                    TimeUnit.MINUTES,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform().daemon().name("starling-filters").factory());
    private boolean dropping;

    // Of the thread alone: those of this complaint and since.
    private int unreadable;
    private long complainedNanos;

    /// @param questions hears those that are meant for this node, and why they are
    Sieve(
            NodeListener listener,
            BiConsumer<UserEvent, Audience.Verdict.Meant> questions,
            Metrics metrics) {
        this.listener = listener;
        this.questions = questions;
        this.metrics = metrics;
        thread.allowCoreThreadTimeOut(true);
    }

    /// Until then events with filters wait: a node may get some before its services are known.
    void open(Audience known) {
        audience.complete(known);
    }

    @Override
    public void onMembership(MembershipEvent event) {
        pass(() -> listener.onMembership(event));
    }

    @Override
    public void onDelivery(Delivery delivery) {
        switch (delivery) {
            case Delivery.Event(var event, _, _) -> sift(event, _ -> listener.onDelivery(delivery));
            case Delivery.Asked(var question, _) ->
                    sift(question, why -> questions.accept(question, why));
            case Delivery.Gap _ -> pass(() -> listener.onDelivery(delivery));
        }
    }

    private void sift(UserEvent event, Consumer<Audience.Verdict.Meant> hear) {
        if (event.filters().equals(EventFilters.NONE)) {
            pass(() -> hear.accept(FOR_ALL));
        } else {
            await(() -> judge(event, hear));
        }
    }

    private void pass(Runnable word) {
        // Only this loop adds, so nothing can begin to wait in between.
        if (waiting.get() == 0) {
            word.run();
        } else {
            await(word);
        }
    }

    private void await(Runnable word) {
        if (waiting.get() >= WAITING_MAX) {
            metrics.filterOverflow();
            if (!dropping) {
                LOG.error(
                        "{} events and changes wait for event filters, the limit: dropping what"
                                + " comes until there is room",
                        WAITING_MAX);
            }
            dropping = true;
            return;
        }
        dropping = false;
        waiting.incrementAndGet();
        thread.execute(
                () -> {
                    try {
                        word.run();
                    } catch (CancellationException closed) {
                        LOG.debug("dropped at the end: {}", closed.toString());
                    } catch (RuntimeException ours) {
                        LOG.error("a listener failed", ours);
                    } finally {
                        waiting.decrementAndGet();
                    }
                });
    }

    private void judge(UserEvent event, Consumer<Audience.Verdict.Meant> hear) {
        switch (audience.join().judge(event.filters())) {
            case Audience.Verdict.Meant meant -> hear.accept(meant);
            case Audience.Verdict.NotMeant() -> metrics.eventFiltered();
            case Audience.Verdict.Unreadable(var problem) -> {
                metrics.eventFilterUnreadable();
                complain(event, problem);
            }
        }
    }

    /// Now and then: whoever fires such an event may fire thousands.
    private void complain(UserEvent event, String problem) {
        long now = System.nanoTime();
        if (unreadable > 0 && now - complainedNanos < COMPLAINT_PAUSE.toNanos()) {
            unreadable++;
            return;
        }
        LOG.error(
                "event \"{}\" ({}) dropped, a filter of it cannot be compiled: {}; {} others since"
                        + " this was last said",
                Names.printable(event.name()),
                event.id(),
                problem,
                Math.max(0, unreadable - 1));
        unreadable = 1;
        complainedNanos = now;
    }

    /// What waits is dropped: there is nobody left to hear it.
    @Override
    public void close() {
        audience.cancel(false);
        thread.shutdownNow();
    }
}
