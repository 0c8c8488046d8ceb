package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;

import java.util.List;

/// How a join went, seed by seed.
///
/// @param contacted the endpoints that answered
/// @param failures one sentence for each seed or endpoint that did not
public record JoinResult(List<Endpoint> contacted, List<String> failures) {
    public boolean succeeded() {
        return !contacted.isEmpty();
    }
}
