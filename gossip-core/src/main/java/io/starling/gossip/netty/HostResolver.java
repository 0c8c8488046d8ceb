package io.starling.gossip.netty;

import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Resolver;
import io.starling.gossip.runtime.Scheduler;
import io.starling.gossip.runtime.Seed;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;

/// Looks seeds up on a few daemon threads; addresses need no look-up.
///
/// At most [#LOOKUPS_MAX] look-ups are under way at once; further ones fail at once and are
/// counted. A look-up that takes longer than [#PATIENCE] ends with what it has found by then,
/// whatever it brings later. Its thread stays taken until the system gives up, which is why it goes
/// on counting as under way. Of a seed with more than [Findings#ENDPOINTS_MAX] addresses the first
/// ones are taken.
///
/// Confined to the loop, but for the look-up itself.
final class HostResolver implements Resolver, AutoCloseable {
    static final int LOOKUPS_MAX = 64;
    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int THREADS = 4;

    private final EventLoopScheduler scheduler;
    private final Observer observer;
    private final SeedLookup lookup;
    private final Duration patience;
    private final ThreadPoolExecutor workers = WorkerThreads.pool("starling-resolver", THREADS);
    private final Set<Pending> unanswered = new LinkedHashSet<>();
    private int underWay;
    private boolean closed;

    /// @param patience after which a look-up ends; usually [#PATIENCE]
    HostResolver(
            EventLoopScheduler scheduler, Observer observer, SeedLookup lookup, Duration patience) {
        this.scheduler = scheduler;
        this.observer = observer;
        this.lookup = lookup;
        this.patience = patience;
    }

    @Override
    public void resolve(String seed, int portDefault, Consumer<Resolution> onResolved) {
        assert scheduler.inLoop();
        switch (Seed.parse(seed, portDefault)) {
            case Seed.Address(var endpoint) ->
                    answer(onResolved, new Resolution.Resolved(List.of(endpoint)));
            case Seed.Invalid invalid ->
                    answer(onResolved, new Resolution.Failed(invalid.reason()));
            case Seed.Name name -> lookUp(seed, name, portDefault, onResolved);
            case Seed.Service service -> lookUp(seed, service, portDefault, onResolved);
            case Seed.ListFile file -> lookUp(seed, file, portDefault, onResolved);
        }
    }

    /// Ends every look-up as failed.
    @Override
    public void close() {
        assert scheduler.inLoop();
        closed = true;
        workers.shutdownNow();
        List.copyOf(unanswered).forEach(pending -> pending.giveUp("this node is closed"));
    }

    private void lookUp(String text, Seed seed, int portDefault, Consumer<Resolution> onResolved) {
        if (closed) {
            refuse(onResolved, text, "this node is closed");
            return;
        }
        if (underWay >= LOOKUPS_MAX) {
            observer.count(Counter.LOOKUPS_REFUSED);
            refuse(
                    onResolved,
                    text,
                    "%d look-ups are under way already, the limit; is the name service slow?"
                            .formatted(LOOKUPS_MAX));
            return;
        }
        underWay++;
        var pending = new Pending(text, onResolved);
        workers.execute(
                () -> {
                    lookup.lookUp(seed, portDefault, pending.findings);
                    scheduler.execute(
                            () -> {
                                underWay--;
                                pending.end();
                            });
                });
    }

    private void refuse(Consumer<Resolution> onResolved, String seed, String reason) {
        answer(onResolved, new Resolution.Failed(SeedLookup.failure(seed, reason)));
    }

    private void answer(Consumer<Resolution> onResolved, Resolution resolution) {
        scheduler.execute(() -> onResolved.accept(resolution));
    }

    /// A look-up that nobody has answered yet.
    private final class Pending {
        private final String seed;
        private final Consumer<Resolution> onResolved;
        private final Findings findings = new Findings();
        private final Scheduler.Timer deadline;

        Pending(String seed, Consumer<Resolution> onResolved) {
            this.seed = seed;
            this.onResolved = onResolved;
            deadline =
                    scheduler.schedule(
                            patience,
                            () ->
                                    giveUp(
                                            "no full answer within %d ms; is the name service slow?"
                                                    .formatted(patience.toMillis())));
            unanswered.add(this);
        }

        void giveUp(String reason) {
            findings.failed(SeedLookup.failure(seed, reason));
            end();
        }

        void end() {
            if (unanswered.remove(this)) {
                deadline.cancel();
                answer(onResolved, findings.end());
            }
        }
    }
}
