package io.starling.agent.http;

import io.starling.agent.cluster.Cluster;
import io.starling.gossip.model.Names;
import io.starling.gossip.node.InquiryRefusedException;
import io.starling.gossip.node.Reachability;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// What gets through between this node and a member.
final class ReachabilityResource implements Resource {
    private final Cluster cluster;

    ReachabilityResource(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("/v1/agent/reachability", this::reachability));
    }

    private CompletionStage<Reply> reachability(Request request) {
        var name = request.query().text("node");
        if (name.isEmpty()) {
            return Operation.now(
                    Reply.text(400, "Missing node: GET /v1/agent/reachability?node=NAME"));
        }
        if (name.equals(cluster.self().name())) {
            return Operation.now(
                    Reply.text(
                            400,
                            "\"%s\" is this agent's own node".formatted(Names.printable(name))));
        }
        var member =
                cluster.members().stream()
                        .filter(row -> row.name().equals(name))
                        // Of several with one name, a living one.
                        .min((one, other) -> one.status().compareTo(other.status()));
        if (member.isEmpty()) {
            return Operation.now(
                    Reply.text(404, "there is no member \"%s\"".formatted(Names.printable(name))));
        }
        return cluster.reachability(member.get())
                .thenApply(found -> Reply.json(request, json(found)))
                .exceptionally(ReachabilityResource::refusal);
    }

    private static Reply refusal(Throwable failure) {
        var cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof InquiryRefusedException refused) {
            return Reply.text(429, String.valueOf(refused.getMessage()))
                    .withHeader("Retry-After", "1");
        }
        throw new CompletionException(cause);
    }

    private static Map<String, Object> json(Reachability found) {
        var json = new LinkedHashMap<String, Object>();
        json.put("node", found.member().name());
        json.put("address", found.member().endpoint().toString());
        json.put("reachable", found.isComplete());
        json.put("udp_to", word(found.udpTo()));
        json.put("udp_from", word(found.udpFrom()));
        json.put("tcp_to", word(found.tcpTo()));
        json.put("tcp_from", word(found.tcpFrom()));
        json.put("advice", found.advice());
        return json;
    }

    private static String word(Reachability.Passes passes) {
        return passes.name().toLowerCase(Locale.ROOT);
    }
}
