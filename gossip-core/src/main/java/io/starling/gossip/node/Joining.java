package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Resolver;
import io.starling.gossip.runtime.Transport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Contacts seeds: resolves them and exchanges state with each address that they stand for.
///
/// Confined to the node's loop.
final class Joining {
    private static final Logger log = LoggerFactory.getLogger(Joining.class);
    /// Contacted by one join; what further seeds resolve to is left out and reported.
    private static final int ENDPOINTS_MAX = 64;

    private final NodeRuntime runtime;
    private final MemberTable table;
    private final AntiEntropy antiEntropy;
    private final Seeds seeds;

    Joining(NodeRuntime runtime, MemberTable table, AntiEntropy antiEntropy, Seeds seeds) {
        this.runtime = runtime;
        this.table = table;
        this.antiEntropy = antiEntropy;
        this.seeds = seeds;
    }

    /// @param onResult runs on the loop exactly once
    void join(List<String> given, Consumer<JoinResult> onResult) {
        if (given.isEmpty()) {
            onResult.accept(new JoinResult(List.of(), List.of("no seeds were given")));
            return;
        }
        seeds.remember(given);
        new Attempt(given, onResult).start();
    }

    private final class Attempt {
        private final List<String> given;
        private final Consumer<JoinResult> onResult;
        private final Set<Endpoint> targets = new LinkedHashSet<>();
        private final List<Endpoint> contacted = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();
        private int outstanding;

        private Attempt(List<String> given, Consumer<JoinResult> onResult) {
            this.given = given;
            this.onResult = onResult;
        }

        private void start() {
            outstanding = given.size();
            int port = table.self().endpoint().port();
            for (var seed : given) {
                runtime.resolver()
                        .resolve(
                                seed,
                                port,
                                resolution -> {
                                    switch (resolution) {
                                        case Resolver.Resolution.Resolved(
                                                        var endpoints,
                                                        var unfound) -> {
                                            add(seed, endpoints);
                                            failures.addAll(unfound);
                                        }
                                        case Resolver.Resolution.Failed(var reason) ->
                                                failures.add(reason);
                                    }
                                    if (--outstanding == 0) {
                                        contact();
                                    }
                                });
            }
        }

        private void add(String seed, List<Endpoint> endpoints) {
            var bound = runtime.transport().localEndpoint();
            var usable = endpoints.stream().filter(bound::speaksFamilyOf).toList();
            if (usable.isEmpty()) {
                // Of a name with addresses of both families, one will do.
                failures.add(seed + ": " + Transport.otherFamily(bound, endpoints.getFirst()));
            }
            for (var endpoint : usable) {
                if (targets.size() < ENDPOINTS_MAX) {
                    targets.add(endpoint);
                } else {
                    failures.add(
                            "%s: more than %d addresses, %s was not contacted"
                                    .formatted(seed, ENDPOINTS_MAX, endpoint));
                }
            }
        }

        private void contact() {
            if (targets.isEmpty()) {
                finish();
                return;
            }
            outstanding = targets.size();
            for (var target : targets) {
                antiEntropy.exchange(
                        target,
                        outcome -> {
                            switch (outcome) {
                                case AntiEntropy.Outcome.Exchanged(_) -> contacted.add(target);
                                case AntiEntropy.Outcome.Failed(var reason) -> failures.add(reason);
                            }
                            if (--outstanding == 0) {
                                finish();
                            }
                        });
            }
        }

        private void finish() {
            if (contacted.isEmpty()) {
                runtime.observer().count(Counter.JOINS_FAILED);
                // Whoever asked is told, and knows whether it will be tried again.
                log.debug(
                        "{}: joined nobody: {}", table.self().name(), String.join("; ", failures));
            } else {
                antiEntropy.settleIn();
            }
            onResult.accept(new JoinResult(List.copyOf(contacted), List.copyOf(failures)));
        }
    }
}
