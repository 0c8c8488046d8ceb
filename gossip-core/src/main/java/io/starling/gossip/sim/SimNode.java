package io.starling.gossip.sim;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.EventRequest;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.node.NodeIdentity;
import io.starling.gossip.node.NodeListener;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.sim.Fault.DiskFate;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// One node of a simulated cluster, through all its runs.
public final class SimNode {
    private static final Duration JOIN_RETRY = Duration.ofSeconds(1);

    private final SimCluster cluster;
    private final SimHost host;
    private final DeliveryLog log = new DeliveryLog();
    private String goesBy;
    private @Nullable NodeRun run;

    SimNode(SimCluster cluster, SimHost host) {
        this.cluster = cluster;
        this.host = host;
        this.goesBy = host.name();
        host.observer().watch(this::hearGauge);
    }

    public String name() {
        return host.name();
    }

    public SimHost host() {
        return host;
    }

    /// What it handed out, in all its runs.
    public DeliveryLog log() {
        return log;
    }

    public Optional<NodeRun> run() {
        return Optional.ofNullable(run);
    }

    /// Whether it runs and has not left.
    public boolean takesPart() {
        return run != null && run.takesPart();
    }

    /// From its next start on it has another name in the cluster. Its host keeps its own.
    void goBy(String name) {
        goesBy = name;
    }

    /// Starts the node. It knows nobody yet.
    NodeRun start() {
        return start(cluster.starter());
    }

    /// Starts the node in the given way, this once.
    NodeRun start(NodeHandle.Starter starter) {
        var identity =
                new NodeIdentity(goesBy, cluster.pool(), host.endpoint(), cluster.tagsOf(this));
        var listener = new Ear();
        var handle = starter.start(cluster.config(), identity, host.start(), listener);
        var started = new NodeRun(this, handle, cluster.world().nanos());
        listener.run = started;
        run = started;
        cluster.chronicle().started(started);
        return started;
    }

    /// It is part of its cluster from the beginning.
    void needsNotJoin() {
        run().ifPresent(first -> first.joined(first.startedAt()));
    }

    /// Joins through whoever the cluster names, and tries again until somebody answers.
    void join() {
        var joining = run;
        if (joining == null || !joining.takesPart()) {
            return;
        }
        var seeds = cluster.seedsFor(this);
        if (seeds.isEmpty()) {
            cluster.world().at(JOIN_RETRY, () -> joinAgain(joining));
            return;
        }
        joining.handle()
                .join(seeds)
                .thenAccept(
                        result -> {
                            if (result.succeeded()) {
                                joining.joined(cluster.world().nanos());
                            } else {
                                cluster.world().at(JOIN_RETRY, () -> joinAgain(joining));
                            }
                        });
    }

    private void joinAgain(NodeRun joining) {
        if (run == joining) {
            join();
        }
    }

    /// Ends the process without a word.
    public void kill(DiskFate fate) {
        if (run != null) {
            run.ended(cluster.world().nanos());
            host.crash(fate);
            run = null;
        }
    }

    /// Starts the node if it is down, and lets it join.
    public void revive() {
        if (run == null) {
            start();
            join();
        }
    }

    /// @return completes exceptionally if the node refuses, or never if it ends before
    CompletableFuture<UserEvent> fire(EventRequest request) {
        var origin = run;
        if (origin == null) {
            return CompletableFuture.failedFuture(new IllegalStateException(name() + " is down"));
        }
        var own = new EventRequest(request.name(), request.payload().clone(), request.filters());
        cluster.ledger().ask(origin, own);
        return origin.handle()
                .fire(request)
                .whenComplete(
                        (event, refusal) -> {
                            if (refusal != null) {
                                cluster.ledger().refuse(origin, own);
                            } else {
                                cluster.chronicle().accepted(origin, event);
                            }
                        });
    }

    /// Says goodbye. The process lives on until it is killed.
    public CompletableFuture<Integer> leave() {
        var leaving = run;
        if (leaving == null || !leaving.takesPart()) {
            return CompletableFuture.completedFuture(0);
        }
        leaving.left(cluster.world().nanos());
        return leaving.handle().leave();
    }

    private void hearGauge(Gauge gauge, long value) {
        cluster.chronicle().hearGauge(this, gauge, value);
    }

    List<String> seed() {
        return List.of(host.endpoint().toString());
    }

    /// Hears one run of the node.
    private final class Ear implements NodeListener {
        private @Nullable NodeRun run;

        @Override
        public void onMembership(MembershipEvent event) {
            if (run != null) {
                cluster.chronicle().hear(run, event);
            }
        }

        @Override
        public void onDelivery(Delivery delivery) {
            if (run != null) {
                cluster.chronicle().hear(run, delivery);
            }
        }
    }
}
