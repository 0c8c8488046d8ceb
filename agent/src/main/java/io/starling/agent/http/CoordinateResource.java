package io.starling.agent.http;

import io.starling.agent.cluster.Cluster;
import io.starling.gossip.model.Coordinate;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Names;
import io.starling.gossip.node.NodeCoordinates;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// Where the members are in the network, as this agent last heard it of each.
///
/// Answered at once, whatever index a client has.
final class CoordinateResource implements Resource {
    private final Cluster cluster;

    CoordinateResource(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("/v1/coordinate/nodes", this::nodes),
                Operation.get("/v1/coordinate/node/", this::node),
                Operation.get("/v1/coordinate/datacenters", this::datacenters));
    }

    private CompletionStage<Reply> nodes(Request request) {
        return cluster.coordinates()
                .thenApply(known -> reply(request, known, entries(known, cluster.members())));
    }

    private CompletionStage<Reply> node(Request request) {
        var name = request.rest();
        var named = cluster.members().stream().filter(row -> row.name().equals(name)).toList();
        return cluster.coordinates()
                .thenApply(
                        known -> {
                            var entries = entries(known, named);
                            return entries.isEmpty()
                                    ? Reply.text(404, absence(name, named))
                                    : reply(request, known, entries);
                        });
    }

    private String absence(String name, List<Member> named) {
        return named.isEmpty()
                ? "there is no member \"%s\"".formatted(Names.printable(name))
                : ("%s has not measured the way to %s yet: it probes one member a second, and"
                                + " members of earlier releases say nothing of where they are")
                        .formatted(cluster.self().name(), Names.printable(name));
    }

    private CompletionStage<Reply> datacenters(Request request) {
        var json = new LinkedHashMap<String, Object>();
        json.put("Datacenter", cluster.pool().datacenter());
        json.put("AreaID", "wan");
        json.put("Coordinates", List.of());
        return cluster.coordinates().thenApply(known -> reply(request, known, List.of(json)));
    }

    /// With the headers of what servers answer elsewhere, which clients read.
    private static Reply reply(Request request, NodeCoordinates known, Object json) {
        return Reply.json(request, json)
                .withHeader("X-Consul-Index", Long.toString(known.measurements() + 1))
                .withHeader("X-Consul-KnownLeader", "true")
                .withHeader("X-Consul-LastContact", "0");
    }

    /// Those of `members` whose coordinate is known, by name.
    private List<Map<String, Object>> entries(NodeCoordinates known, List<Member> members) {
        var entries = new ArrayList<Map<String, Object>>();
        var self = cluster.self().id();
        members.stream()
                .sorted(Comparator.comparing(Member::name))
                .forEach(
                        member -> {
                            var coordinate =
                                    member.id().equals(self)
                                            ? known.own()
                                            : known.members().get(member.id());
                            if (coordinate != null) {
                                entries.add(entry(member, coordinate));
                            }
                        });
        return entries;
    }

    private static Map<String, Object> entry(Member member, Coordinate coordinate) {
        var json = new LinkedHashMap<String, Object>();
        json.put("Node", member.name());
        json.put("Segment", "");
        json.put("Coord", json(coordinate));
        return json;
    }

    static Map<String, Object> json(Coordinate coordinate) {
        var vector = new ArrayList<Float>();
        for (float component : coordinate.vector()) {
            vector.add(component);
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("Vec", vector);
        json.put("Error", coordinate.error());
        json.put("Adjustment", coordinate.adjustment());
        json.put("Height", coordinate.height());
        return json;
    }
}
