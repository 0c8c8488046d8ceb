package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// Where members were last that failed and have been forgotten since: so that the halves of a
/// cluster find each other after any time, though nobody gave them seeds.
///
/// Confined to the node's loop.
final class LastKnownEndpoints {
    /// Remembered; of more, those that were learned last.
    static final int ENDPOINTS_MAX = 64;

    private final SequencedSet<Endpoint> endpoints = new LinkedHashSet<>(0);

    void remember(Endpoint endpoint) {
        endpoints.addLast(endpoint);
        if (endpoints.size() > ENDPOINTS_MAX) {
            endpoints.removeFirst();
        }
    }

    void forget(Endpoint endpoint) {
        endpoints.remove(endpoint);
    }

    /// Those learned first come first.
    List<Endpoint> all() {
        return new ArrayList<>(endpoints);
    }

    int size() {
        return endpoints.size();
    }

    void clear() {
        endpoints.clear();
    }
}
