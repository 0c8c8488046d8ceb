package io.starling.gossip.sim;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;

import java.util.Optional;

/// Whoever left in a calm time is known as one that left, and not as one that failed.
public final class GoodbyesAreHeard implements Invariant {

    @Override
    public void onQuiescence(SimCluster cluster) {
        cluster.nodes().stream()
                .flatMap(node -> node.run().stream())
                .filter(run -> run.leftAt() != NodeRun.NEVER)
                .filter(run -> cluster.calm().has(1, run.leftAt() - 2_000_000_000, run.leftAt()))
                .forEach(run -> requireHeard(cluster, run));
    }

    private void requireHeard(SimCluster cluster, NodeRun departed) {
        for (var node : cluster.live()) {
            var row = node.run().flatMap(run -> find(run, departed.id()));
            if (row.isPresent() && row.get().status() != Status.LEFT) {
                cluster.broken(
                        this,
                        node.name(),
                        "has %s %s, which left".formatted(row.get().name(), row.get().status()));
            }
        }
    }

    private static Optional<Member> find(NodeRun observer, NodeId id) {
        return observer.handle().members().stream()
                .filter(member -> member.id().equals(id))
                .findFirst();
    }
}
