package io.starling.gossip.sim;

import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.MembershipEvent;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Status;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Who is gone stays gone.
///
/// - After an observer saw a member leave, or saw a newer boot of it, it does not see the member
///   take part at the older boot.
/// - After it saw a member dead, it does not see it take part at that incarnation or an older
///   one. So is it if somebody else said that the member left.
/// - After it reaped a member, it has no row of it at that incarnation or an older one.
/// - After a process ended and everyone has it dead at its last incarnation, nobody who was there
///   then sees it take part again; a refutation that was under way is excluded by the last words.
public final class NoResurrection implements Invariant {
    private final Map<NodeRun, Map<NodeId, Grave>> graves = new HashMap<>();
    private final Map<NodeRun, Map<NodeId, Incarnation>> reaped = new HashMap<>();
    private final Map<OriginBoot, Long> extinctSince = new HashMap<>();
    private final Set<OriginBoot> deathsToConfirm = new HashSet<>();

    /// What an observer knows of a member that must not come back.
    private static final class Grave {
        private long bootMin;
        private boolean left;
        private Incarnation dead;

        Grave(OriginBoot boot) {
            this.bootMin = boot.ordinal();
            this.dead = new Incarnation(0, -1);
        }
    }

    @Override
    public void onMembership(SimCluster cluster, NodeRun at, MembershipEvent event) {
        switch (event) {
            case MembershipEvent.Joined(var member) -> see(cluster, at, member);
            case MembershipEvent.Updated(_, var member) -> see(cluster, at, member);
            case MembershipEvent.Refuted(var member) -> see(cluster, at, member);
            case MembershipEvent.Suspected(var member, _) -> see(cluster, at, member);
            case MembershipEvent.Failed(var member, _) -> {
                graveOf(at, member).dead = member.incarnation();
                deathsToConfirm.add(member.boot());
            }
            case MembershipEvent.Left(var member) -> {
                if (saidItself(cluster, member)) {
                    graveOf(at, member).left = true;
                } else {
                    graveOf(at, member).dead = member.incarnation();
                }
            }
            case MembershipEvent.Reaped(var member) -> {
                gravesOf(at).remove(member.id());
                reapedAt(at).put(member.id(), member.incarnation());
            }
        }
    }

    private static boolean saidItself(SimCluster cluster, Member member) {
        return cluster.runOf(member.boot())
                .filter(run -> run.mayHaveLeftAs(member.incarnation()))
                .isPresent();
    }

    private void see(SimCluster cluster, NodeRun at, Member member) {
        requireNotReaped(cluster, at, member);
        if (!member.status().takesPart()) {
            return;
        }
        var grave = gravesOf(at).get(member.id());
        if (grave != null) {
            int boot = Long.compareUnsigned(member.boot().ordinal(), grave.bootMin);
            if (boot < 0) {
                broken(cluster, at, member, "though a newer boot was seen");
            } else if (boot == 0 && grave.left) {
                broken(cluster, at, member, "though it had left");
            } else if (member.incarnation().compareTo(grave.dead) <= 0) {
                broken(cluster, at, member, "though it was dead at incarnation " + grave.dead);
            }
        }
        var since = extinctSince.get(member.boot());
        // Who has left was not asked whether the member was dead to it.
        if (since != null && at.startedAt() <= since && at.takesPart()) {
            broken(cluster, at, member, "though it was dead everywhere");
        }
        var seen = graveOf(at, member);
        if (seen.bootMin != member.boot().ordinal()) {
            gravesOf(at).put(member.id(), new Grave(member.boot()));
        }
    }

    private void requireNotReaped(SimCluster cluster, NodeRun at, Member member) {
        var last = reaped.getOrDefault(at, Map.of()).get(member.id());
        if (last != null && member.incarnation().compareTo(last) <= 0) {
            broken(cluster, at, member, "though it was reaped at incarnation " + last);
        }
    }

    @Override
    public void onTick(SimCluster cluster) {
        for (var node : cluster.live()) {
            node.run()
                    .filter(reaped::containsKey)
                    .ifPresent(
                            run ->
                                    run.handle()
                                            .members()
                                            .forEach(row -> requireNotReaped(cluster, run, row)));
        }
        deathsToConfirm.removeIf(
                boot -> {
                    boolean extinct =
                            cluster.runOf(boot).filter(run -> isExtinct(cluster, run)).isPresent();
                    if (extinct) {
                        extinctSince.put(boot, cluster.world().nanos());
                    }
                    return extinct;
                });
    }

    private static boolean isExtinct(SimCluster cluster, NodeRun run) {
        return run.endedAt() != NodeRun.NEVER
                && cluster.live().stream()
                        .flatMap(node -> node.run().stream())
                        .allMatch(observer -> isDeadAt(observer, run));
    }

    private static boolean isDeadAt(NodeRun observer, NodeRun run) {
        return observer.handle().members().stream()
                .filter(member -> member.id().equals(run.id()))
                .anyMatch(
                        member ->
                                member.status() == Status.DEAD
                                        && member.incarnation().compareTo(run.incarnation()) >= 0);
    }

    private Map<NodeId, Incarnation> reapedAt(NodeRun at) {
        return reaped.computeIfAbsent(at, _ -> new HashMap<>());
    }

    private Map<NodeId, Grave> gravesOf(NodeRun at) {
        return graves.computeIfAbsent(at, _ -> new HashMap<>());
    }

    private Grave graveOf(NodeRun at, Member member) {
        return gravesOf(at).computeIfAbsent(member.id(), _ -> new Grave(member.boot()));
    }

    private void broken(SimCluster cluster, NodeRun at, Member member, String though) {
        cluster.broken(
                this,
                at.node().name(),
                "sees %s %s at boot %s, incarnation %s, %s"
                        .formatted(
                                member.name(),
                                member.status(),
                                member.boot(),
                                member.incarnation(),
                                though));
    }
}
