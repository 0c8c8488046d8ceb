package io.starling.gossip.netty;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Names;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Resolver;
import io.starling.gossip.runtime.Scheduler;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Looks names up with the system's resolver, on a few daemon threads; addresses need no look-up.
///
/// At most [#LOOKUPS_MAX] look-ups are under way at once; further ones fail at once and are
/// counted. A look-up that takes longer than [#PATIENCE] has failed, whatever it brings later. Its
/// thread stays taken until the system gives up, which is why it goes on counting as under way. Of
/// a name with more than [#ADDRESSES_MAX] addresses the first ones are taken.
///
/// Confined to the loop, but for the look-up itself.
final class HostResolver implements Resolver, AutoCloseable {
    static final int LOOKUPS_MAX = 64;
    static final int ADDRESSES_MAX = 256;
    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int THREADS = 4;

    /// The system's resolver, as far as it is needed.
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    private final EventLoopScheduler scheduler;
    private final Observer observer;
    private final Lookup lookup;
    private final Duration patience;
    private final ThreadPoolExecutor workers = WorkerThreads.pool("starling-resolver", THREADS);
    private final Set<Pending> unanswered = new LinkedHashSet<>();
    private int underWay;
    private boolean closed;

    /// @param patience after which a look-up has failed; usually [#PATIENCE]
    HostResolver(
            EventLoopScheduler scheduler, Observer observer, Lookup lookup, Duration patience) {
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
            case Seed.Invalid(var reason) -> answer(onResolved, new Resolution.Failed(reason));
            case Seed.Name name -> lookUp(name, onResolved);
        }
    }

    /// Ends every look-up as failed.
    @Override
    public void close() {
        assert scheduler.inLoop();
        closed = true;
        workers.shutdownNow();
        List.copyOf(unanswered)
                .forEach(pending -> pending.answer(failed(pending.name, "this node is closed")));
    }

    private void lookUp(Seed.Name name, Consumer<Resolution> onResolved) {
        if (closed) {
            answer(onResolved, failed(name, "this node is closed"));
            return;
        }
        if (underWay >= LOOKUPS_MAX) {
            observer.count(Counter.LOOKUPS_REFUSED);
            answer(
                    onResolved,
                    failed(
                            name,
                            "%d look-ups are under way already, the limit; is the name service slow?"
                                    .formatted(LOOKUPS_MAX)));
            return;
        }
        underWay++;
        var pending = new Pending(name, onResolved);
        workers.execute(
                () -> {
                    var resolution = ask(name);
                    scheduler.execute(
                            () -> {
                                underWay--;
                                pending.answer(resolution);
                            });
                });
    }

    /// On a worker's thread.
    private Resolution ask(Seed.Name name) {
        try {
            var endpoints =
                    Stream.of(lookup.addressesOf(name.host()))
                            .map(address -> Endpoint.of(address, name.port()))
                            .distinct()
                            .limit(ADDRESSES_MAX)
                            .toList();
            return endpoints.isEmpty()
                    ? failed(name, "the name has no address")
                    : new Resolution.Resolved(endpoints);
        } catch (UnknownHostException unknown) {
            return failed(name, "no address found; check the spelling and the name service");
        } catch (RuntimeException unforeseen) {
            return failed(name, "the look-up failed: " + IoReason.of(unforeseen));
        }
    }

    private void answer(Consumer<Resolution> onResolved, Resolution resolution) {
        scheduler.execute(() -> onResolved.accept(resolution));
    }

    private static Resolution failed(Seed.Name name, String reason) {
        return new Resolution.Failed(
                "seed \"%s\": %s".formatted(Names.printable(name.host()), reason));
    }

    /// A look-up that nobody has answered yet.
    private final class Pending {
        private final Seed.Name name;
        private final Consumer<Resolution> onResolved;
        private final Scheduler.Timer deadline;

        Pending(Seed.Name name, Consumer<Resolution> onResolved) {
            this.name = name;
            this.onResolved = onResolved;
            deadline = scheduler.schedule(patience, this::giveUp);
            unanswered.add(this);
        }

        void answer(Resolution resolution) {
            if (unanswered.remove(this)) {
                deadline.cancel();
                HostResolver.this.answer(onResolved, resolution);
            }
        }

        private void giveUp() {
            answer(
                    failed(
                            name,
                            "the name service did not answer within %d ms"
                                    .formatted(patience.toMillis())));
        }
    }
}
