package io.starling.agent.http;

import io.starling.agent.cluster.Cluster;
import io.starling.agent.config.BuildInfo;
import io.starling.gossip.model.Member;

import java.util.List;
import java.util.concurrent.CompletionStage;

/// Answers to questions about servers, of which there are none.
///
/// `leader` is this agent itself: watches ask for it to find out whether an agent can be used, and
/// every agent can do alone what elsewhere takes a leader.
final class StatusResource implements Resource {
    private final Cluster cluster;

    StatusResource(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/v1/status/leader", this::leader),
                Operation.get("/v1/status/peers", this::peers),
                Operation.get("/", _ -> greet()));
    }

    private CompletionStage<Reply> leader(Request request) {
        return Operation.now(Reply.json(request, cluster.self().endpoint().toString()));
    }

    private CompletionStage<Reply> peers(Request request) {
        return Operation.now(
                Reply.json(
                        request,
                        cluster.members().stream()
                                .filter(member -> member.status().takesPart())
                                .map(Member::endpoint)
                                .map(Object::toString)
                                .toList()));
    }

    private static CompletionStage<Reply> greet() {
        return Operation.now(
                Reply.text(
                        200,
                        "Starling agent %s: see /v1/agent/self, /v1/agent/health, /metrics\n"
                                .formatted(BuildInfo.version())));
    }
}
