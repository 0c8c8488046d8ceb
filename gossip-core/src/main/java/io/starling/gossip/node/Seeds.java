package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Resolver;
import io.starling.gossip.runtime.Scheduler.Timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The seeds that this node was ever given: visited for ever, one now and then, and resolved anew
/// each time. So two halves of a cluster that know nothing of each other any more find each other
/// without an operator, and a seed that moved is found where its name points now.
///
/// Confined to the node's loop.
final class Seeds {
    /// Remembered; of more, those given first.
    private static final int SEEDS_MAX = 64;

    private final Duration interval;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final AntiEntropy antiEntropy;
    private final Set<String> seeds = new LinkedHashSet<>(0);
    private Timer next = () -> {};

    /// @param interval between visits, jittered
    Seeds(Duration interval, NodeRuntime runtime, MemberTable table, AntiEntropy antiEntropy) {
        this.interval = interval;
        this.runtime = runtime;
        this.table = table;
        this.antiEntropy = antiEntropy;
    }

    void remember(List<String> given) {
        boolean first = seeds.isEmpty();
        for (var seed : given) {
            if (seeds.size() < SEEDS_MAX) {
                seeds.add(seed);
            }
        }
        if (first && !seeds.isEmpty()) {
            schedule();
        }
    }

    void stop() {
        next.cancel();
        seeds.clear();
    }

    private void schedule() {
        next = runtime.scheduler().schedule(Jitter.around(interval, runtime.random()), this::visit);
    }

    private void visit() {
        schedule();
        var seed = new ArrayList<>(seeds).get(runtime.random().nextInt(seeds.size()));
        runtime.resolver()
                .resolve(
                        seed,
                        table.self().endpoint().port(),
                        resolution -> {
                            if (resolution instanceof Resolver.Resolution.Resolved(var endpoints)
                                    && !seeds.isEmpty()) {
                                visit(endpoints.get(runtime.random().nextInt(endpoints.size())));
                            }
                        });
    }

    private void visit(Endpoint endpoint) {
        for (int i = 0; i < table.size(); i++) {
            var row = table.at(i);
            if (row.endpoint().equals(endpoint) && row.status() == Status.ALIVE) {
                return;
            }
        }
        antiEntropy.exchange(endpoint, _ -> {});
    }
}
