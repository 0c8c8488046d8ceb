package io.starling.gossip.sim;

import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;

/// Nobody has heard a higher incarnation of a member than the member itself ever had (SWIM §4.2).
public final class OnlyTheMemberRaisesItsIncarnation implements Invariant {

    @Override
    public void onMembership(SimCluster cluster, NodeRun at, MembershipEvent event) {
        check(cluster, at, event.member());
    }

    @Override
    public void onTick(SimCluster cluster) {
        for (var node : cluster.live()) {
            node.run()
                    .ifPresent(run -> run.handle().members().forEach(m -> check(cluster, run, m)));
        }
    }

    private void check(SimCluster cluster, NodeRun at, Member member) {
        var own =
                cluster.runsOf(member.id()).stream()
                        .map(NodeRun::incarnation)
                        .max(Incarnation::compareTo);
        if (own.isPresent() && member.incarnation().compareTo(own.get()) > 0) {
            cluster.broken(
                    this,
                    at.node().name(),
                    "has %s at incarnation %s, itself it had %s at the most"
                            .formatted(member.name(), member.incarnation(), own.get()));
        }
    }
}
