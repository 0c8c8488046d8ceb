package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Resolver;
import io.starling.gossip.runtime.Scheduler.Timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The seeds that this node was ever given, and where members were last that failed and have been
/// forgotten: visited for ever, one of each now and then. So two halves of a cluster that know
/// nothing of each other any more find each other without an operator. Seeds are resolved anew each
/// time, so that one that moved is found where its name points now.
///
/// Confined to the node's loop.
final class Seeds {
    /// Remembered; of more, those given first.
    private static final int SEEDS_MAX = 64;
    /// So that a list of three, as most are, is gone through at each visit, and the name service of
    /// a large cluster is left in peace.
    private static final int LOOKUPS_PER_VISIT = 3;

    private final Duration interval;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final AntiEntropy antiEntropy;
    private final LastKnownEndpoints lastKnown;
    private final Set<String> seeds = new LinkedHashSet<>(0);
    private Timer next = () -> {};

    /// @param interval between visits, jittered
    Seeds(
            Duration interval,
            NodeRuntime runtime,
            MemberTable table,
            AntiEntropy antiEntropy,
            LastKnownEndpoints lastKnown) {
        this.interval = interval;
        this.runtime = runtime;
        this.table = table;
        this.antiEntropy = antiEntropy;
        this.lastKnown = lastKnown;
    }

    void remember(List<String> given) {
        for (var seed : given) {
            if (seeds.size() < SEEDS_MAX) {
                seeds.add(seed);
            }
        }
    }

    void start() {
        next = runtime.scheduler().schedule(Jitter.around(interval, runtime.random()), this::visit);
    }

    void stop() {
        next.cancel();
        seeds.clear();
        lastKnown.clear();
    }

    private void visit() {
        start();
        visitSeed();
        visitLastKnown();
    }

    private void visitSeed() {
        var order = new ArrayList<>(seeds);
        Collections.shuffle(order, runtime.random());
        visitOneOf(order.subList(0, Math.min(LOOKUPS_PER_VISIT, order.size())));
    }

    /// Of the whole cluster one visit an interval to each: the rate does not grow with it.
    private void visitLastKnown() {
        if (runtime.random().nextInt(table.participants()) < lastKnown.size()) {
            var endpoint = lastKnown.all().get(runtime.random().nextInt(lastKnown.size()));
            if (isOfLivingMember(endpoint)) {
                lastKnown.forget(endpoint);
            } else {
                antiEntropy.exchange(endpoint, _ -> {});
            }
        }
    }

    /// Visits the first that has an address which is not that of a living member. On a list that
    /// all nodes share, a seed may be this node itself.
    private void visitOneOf(List<String> order) {
        if (order.isEmpty() || seeds.isEmpty()) {
            return;
        }
        runtime.resolver()
                .resolve(
                        order.getFirst(),
                        table.self().endpoint().port(),
                        resolution -> {
                            var strangers = strangersOf(resolution);
                            if (strangers.isEmpty()) {
                                visitOneOf(order.subList(1, order.size()));
                            } else if (!seeds.isEmpty()) {
                                int drawn = runtime.random().nextInt(strangers.size());
                                antiEntropy.exchange(strangers.get(drawn), _ -> {});
                            }
                        });
    }

    private List<Endpoint> strangersOf(Resolver.Resolution resolution) {
        return switch (resolution) {
            case Resolver.Resolution.Resolved(var endpoints, _) ->
                    endpoints.stream()
                            .filter(runtime.transport().localEndpoint()::speaksFamilyOf)
                            .filter(endpoint -> !isOfLivingMember(endpoint))
                            .toList();
            case Resolver.Resolution.Failed _ -> List.of();
        };
    }

    private boolean isOfLivingMember(Endpoint endpoint) {
        for (int i = 0; i < table.size(); i++) {
            var row = table.at(i);
            if (row.endpoint().equals(endpoint) && row.status() == Status.ALIVE) {
                return true;
            }
        }
        return false;
    }
}
