package io.starling.agent.http;

import io.starling.agent.cluster.Cluster;
import io.starling.gossip.model.Member;
import io.starling.gossip.node.ForceLeaveResult;
import io.starling.gossip.node.JoinResult;
import io.starling.gossip.runtime.Seed;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// The members of the cluster: who they are, joining them, and saying goodbye for the failed.
final class MembersResource implements Resource {
    private final Cluster cluster;

    MembersResource(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/v1/agent/members", this::members),
                Operation.put("/v1/agent/join/", this::join),
                Operation.put("/v1/agent/force-leave/", this::forceLeave));
    }

    private CompletionStage<Reply> members(Request request) {
        var segment = request.query().text("segment");
        if (!segment.isEmpty() && !segment.equals("_all")) {
            return Operation.now(
                    Reply.text(
                            500, "there are no segments, only \"\" and \"_all\" are understood"));
        }
        boolean wan = !request.query().text("wan").isEmpty();
        var members = wan ? List.<Member>of() : cluster.members();
        return Operation.now(
                Reply.json(
                        request,
                        members.stream()
                                .sorted(Comparator.comparing(Member::name))
                                .map(member -> MemberJson.of(member, cluster.pool()))
                                .toList()));
    }

    private CompletionStage<Reply> join(Request request) {
        var address = request.rest();
        var wan = request.query().text("wan");
        if (address.isEmpty()) {
            return Operation.now(
                    Reply.text(500, "Missing address: PUT /v1/agent/join/HOST[:PORT]"));
        }
        // A client library sends wan=false with every join and means it.
        if (!wan.isEmpty() && !wan.equals("false")) {
            return Operation.now(Reply.text(500, "this agent has no WAN pool to join"));
        }
        // A client must not have the agent, which may be root, read files for it.
        if (address.startsWith(Seed.FILE)) {
            return Operation.now(
                    Reply.text(
                            500,
                            "a file of seeds is named to the agent itself, by -retry-join or"
                                    + " retry_join"));
        }
        return cluster.join(List.of(address)).thenApply(result -> joined(address, result));
    }

    private static Reply joined(String address, JoinResult result) {
        if (result.succeeded()) {
            return Reply.empty(200);
        }
        return Reply.text(
                500,
                "Failed to join %s: %s".formatted(address, String.join("; ", result.failures())));
    }

    /// The presence of `prune` counts, whatever its value.
    private CompletionStage<Reply> forceLeave(Request request) {
        return cluster.forceLeave(request.rest(), request.query().has("prune"))
                .thenApply(MembersResource::declared);
    }

    private static Reply declared(ForceLeaveResult result) {
        return switch (result) {
            case ForceLeaveResult.Declared _ -> Reply.empty(200);
            case ForceLeaveResult.Unknown(var node) ->
                    Reply.text(500, "agent: No node found with name '%s'".formatted(node));
            // Clients expect success here; people are told that nothing happened.
            case ForceLeaveResult.Refused(var reason) -> Reply.text(200, reason);
        };
    }
}
