package io.starling.gossip.sim;

import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.Gauge;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes down what happens in a cluster, and tells the invariants of it.
final class Chronicle {
    static final Duration TICK = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(SimCluster.class);
    private static final int ORIGINS_ON_ACKS = 16;
    private static final int REPAIR_SECONDS_BY_ACKS = 15;

    private final SimCluster cluster;
    private final SimWorld world;
    private final List<Invariant> invariants;
    private final Map<NodeId, List<NodeRun>> runsById = new HashMap<>();
    private final Map<OriginBoot, NodeRun> runsByBoot = new HashMap<>();
    private final Ledger ledger = new Ledger();
    private final CalmTimes calm = new CalmTimes();

    Chronicle(SimCluster cluster, List<Invariant> invariants) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.invariants = List.copyOf(invariants);
    }

    Ledger ledger() {
        return ledger;
    }

    CalmTimes calm() {
        return calm;
    }

    List<NodeRun> runsOf(NodeId id) {
        return runsById.getOrDefault(id, List.of());
    }

    Optional<NodeRun> runOf(OriginBoot boot) {
        return Optional.ofNullable(runsByBoot.get(boot));
    }

    /// See [SimCluster#repairSeconds].
    int repairSeconds() {
        if (runsByBoot.size() <= ORIGINS_ON_ACKS) {
            return REPAIR_SECONDS_BY_ACKS;
        }
        int stretch = 1;
        for (int members = 32; members < cluster.nodes().size(); members *= 2) {
            stretch++;
        }
        return (int) (cluster.config().antiEntropy().interval().toSeconds() * stretch * 4 / 3);
    }

    void started(NodeRun run) {
        runsById.computeIfAbsent(run.id(), _ -> new ArrayList<>(1)).add(run);
        runsByBoot.put(run.boot(), run);
    }

    void accepted(NodeRun origin, UserEvent event) {
        ledger.accept(origin, event, world.nanos());
    }

    void hear(NodeRun at, MembershipEvent event) {
        log.trace("{} {}: {}", world.now(), at.node().name(), event);
        invariants.forEach(invariant -> invariant.onMembership(cluster, at, event));
    }

    void hear(NodeRun at, Delivery delivery) {
        log.trace("{} {}: {}", world.now(), at.node().name(), delivery);
        if (delivery instanceof Delivery.Event(var event, _, _)
                && event.key().boot().equals(at.boot())) {
            accepted(at, event);
        }
        invariants.forEach(invariant -> invariant.onDelivery(cluster, at, delivery));
        switch (delivery) {
            case Delivery.Event(var event, _, _) ->
                    ledger.find(event.key()).ifPresent(fired -> record(at, fired));
            case Delivery.Asked _ -> {}
            case Delivery.Gap _ -> at.node().log().addGap();
        }
    }

    private void record(NodeRun at, FiredEvent fired) {
        at.delivered(fired);
        at.node().log().add(fired, world.nanos());
    }

    void hearGauge(SimNode at, Gauge gauge, long value) {
        invariants.forEach(invariant -> invariant.onGauge(cluster, at, gauge, value));
    }

    void quiet() {
        invariants.forEach(invariant -> invariant.onQuiet(cluster));
    }

    void quiescence() {
        invariants.forEach(invariant -> invariant.onQuiescence(cluster));
    }

    /// Begins to look at the cluster once a second, if anybody wants to know.
    void tickLater() {
        if (invariants.stream().noneMatch(Invariant::looksEverySecond)) {
            return;
        }
        world.at(
                TICK,
                () -> {
                    calm.add(isCalm());
                    invariants.forEach(invariant -> invariant.onTick(cluster));
                    tickLater();
                });
    }

    private boolean isCalm() {
        return world.network().isHealthy()
                && cluster.nodes().stream().noneMatch(node -> node.host().isPaused())
                && cluster.everyoneKnowsEveryone();
    }
}
