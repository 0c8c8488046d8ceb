package io.starling.bench;

import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.sim.Invariant;
import io.starling.gossip.sim.NodeRun;
import io.starling.gossip.sim.SimCluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// When members hear that one of them left, to the nanosecond: as they say it, not as they are
/// asked.
final class GoodbyeWatch implements Invariant {
    private final Map<NodeRun, Long> heardAt = new HashMap<>();
    private Optional<NodeId> watched = Optional.empty();

    /// Forgets the one watched before.
    void watch(NodeId leaver) {
        watched = Optional.of(leaver);
        heardAt.clear();
    }

    @Override
    public boolean looksEverySecond() {
        return false;
    }

    @Override
    public void onMembership(SimCluster cluster, NodeRun at, MembershipEvent event) {
        if (event instanceof MembershipEvent.Left(var member)
                && watched.filter(member.id()::equals).isPresent()) {
            heardAt.putIfAbsent(at, cluster.world().nanos());
        }
    }

    /// Milliseconds from `beganNanos` until so large a share of these had heard it; not a number
    /// if they have not.
    double millisUntil(double share, List<NodeRun> members, long beganNanos) {
        var heard = members.stream().filter(heardAt::containsKey).mapToLong(heardAt::get).sorted();
        int wanted = (int) Math.ceil(share * members.size());
        return heard.skip(Math.max(0, wanted - 1))
                .mapToDouble(at -> (at - beganNanos) / 1e6)
                .findFirst()
                .orElse(Double.NaN);
    }
}
