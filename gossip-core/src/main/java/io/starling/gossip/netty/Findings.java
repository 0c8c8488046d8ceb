package io.starling.gossip.netty;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Resolver.Resolution;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a look-up has found so far, so that one slow name of many does not cost the others.
///
/// Thread-safe: whoever looks up adds, whoever waits ends it. What comes later is not kept.
final class Findings {
    /// Of a seed that stands for more, the first ones are taken.
    static final int ENDPOINTS_MAX = 256;

    /// Told of; how many more there were is said.
    static final int FAILURES_MAX = 16;

    private final Set<Endpoint> endpoints = new LinkedHashSet<>();
    private final List<String> failures = new ArrayList<>();
    private int untold;
    private boolean ended;

    /// Whether it is worth while to look for more.
    synchronized boolean isOpen() {
        return !ended && endpoints.size() < ENDPOINTS_MAX;
    }

    synchronized void found(Endpoint endpoint) {
        if (isOpen()) {
            endpoints.add(endpoint);
        }
    }

    /// @param reason for people; names the seed
    synchronized void failed(String reason) {
        if (failures.size() < FAILURES_MAX) {
            failures.add(reason);
        } else {
            untold++;
        }
    }

    synchronized Resolution end() {
        ended = true;
        if (untold > 0) {
            failures.add("and %d failures more".formatted(untold));
            untold = 0;
        }
        return endpoints.isEmpty()
                ? new Resolution.Failed(String.join("; ", failures))
                : new Resolution.Resolved(List.copyOf(endpoints), List.copyOf(failures));
    }
}
