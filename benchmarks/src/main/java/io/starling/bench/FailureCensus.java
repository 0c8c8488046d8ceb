package io.starling.bench;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.sim.Invariant;
import io.starling.gossip.sim.NodeRun;
import io.starling.gossip.sim.SimCluster;
import io.starling.gossip.sim.SimNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts what members say of each other's failures, and whether it was true.
///
/// Healthy is who neither stalls nor died. Of members that stall nothing is counted: they may be
/// called failed and may not.
final class FailureCensus implements Invariant {
    private final Set<SimNode> stalling = new HashSet<>();
    private final Map<SimNode, Detection> detections = new LinkedHashMap<>();
    private int falseAnywhere;
    private int falseAtHealthy;
    private int falseVerdicts;
    private int undetected;

    /// When healthy members noticed one death, in nanoseconds since it.
    private static final class Detection {
        private final List<Long> latencies = new ArrayList<>();
    }

    void expectStalls(List<SimNode> nodes) {
        stalling.addAll(nodes);
    }

    @Override
    public boolean looksEverySecond() {
        return false;
    }

    @Override
    public void onMembership(SimCluster cluster, NodeRun at, MembershipEvent event) {
        if (!(event instanceof MembershipEvent.Failed(var member, var accuser))) {
            return;
        }
        var subject = cluster.runsOf(member.id()).getLast();
        if (subject.endedAt() != NodeRun.NEVER) {
            noticed(at.node(), subject, cluster.world().nanos());
        } else if (!stalling.contains(subject.node())) {
            falseAnywhere++;
            falseAtHealthy += stalling.contains(at.node()) ? 0 : 1;
            falseVerdicts += accuser.equals(at.id()) ? 1 : 0;
        }
    }

    private void noticed(SimNode at, NodeRun dead, long now) {
        if (!stalling.contains(at)) {
            detections
                    .computeIfAbsent(dead.node(), _ -> new Detection())
                    .latencies
                    .add(now - dead.endedAt());
        }
    }

    /// At the end: who still believes in the dead?
    void close(SimCluster cluster) {
        for (var node : cluster.live()) {
            if (!stalling.contains(node)) {
                undetected +=
                        (int) members(node).stream().filter(row -> isGone(cluster, row)).count();
            }
        }
    }

    private static List<Member> members(SimNode node) {
        return node.run().map(run -> run.handle().members()).orElse(List.of());
    }

    private static boolean isGone(SimCluster cluster, Member row) {
        return row.status().takesPart()
                && cluster.runsOf(row.id()).getLast().endedAt() != NodeRun.NEVER;
    }

    /// Healthy members declared failed, once for every member that heard so.
    int falseAnywhere() {
        return falseAnywhere;
    }

    /// Of those, the ones heard by a healthy member.
    int falseAtHealthy() {
        return falseAtHealthy;
    }

    /// How often somebody reached such a verdict itself.
    int falseVerdicts() {
        return falseVerdicts;
    }

    /// Rows of the dead that healthy members still believed in at the end.
    int undetected() {
        return undetected;
    }

    /// Seconds from each death until the first healthy member declared or heard it.
    double[] firstSeconds() {
        return detections.values().stream()
                .mapToDouble(detection -> detection.latencies.getFirst() / 1e9)
                .toArray();
    }

    /// Seconds from each death until the last healthy member had heard it.
    double[] everywhereSeconds() {
        return detections.values().stream()
                .mapToDouble(detection -> detection.latencies.getLast() / 1e9)
                .toArray();
    }
}
