package io.starling.gossip.node;

import io.starling.gossip.model.Echo;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.Question;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Where fires from other threads wait for the loop: at most [#WAITING_MAX] of them, so that a
/// caller who does not wait for answers is refused and fills no memory.
///
/// Thread-safe: two atomic counters; the events themselves are fired on the loop.
final class FireDoor {
    static final int WAITING_MAX = 8_192;

    private final NodeRuntime runtime;
    private final NodeCore core;
    private final AtomicInteger waiting = new AtomicInteger();
    /// Refused here and not yet counted: the observer is called on the loop only.
    private final AtomicInteger refused = new AtomicInteger();

    FireDoor(NodeRuntime runtime, NodeCore core) {
        this.runtime = runtime;
        this.core = core;
    }

    CompletableFuture<UserEvent> fire(EventRequest request) {
        return enter(() -> core.fire(request));
    }

    CompletableFuture<UserEvent> ask(
            EventRequest request, Question question, Consumer<Echo> listener) {
        return enter(() -> core.ask(request, question, listener));
    }

    private CompletableFuture<UserEvent> enter(Supplier<UserEvent> fire) {
        var fired = new CompletableFuture<UserEvent>();
        if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            refused.incrementAndGet();
            fired.completeExceptionally(EventRefusedException.Overloaded.byCallers(WAITING_MAX));
            return fired;
        }
        runtime.scheduler().execute(() -> fire(fire, fired));
        return fired;
    }

    private void fire(Supplier<UserEvent> fire, CompletableFuture<UserEvent> fired) {
        waiting.decrementAndGet();
        runtime.observer().count(Counter.EVENTS_REFUSED, refused.getAndSet(0));
        try {
            fired.complete(fire.get());
        } catch (EventRefusedException refusal) {
            fired.completeExceptionally(refusal);
        }
    }
}
