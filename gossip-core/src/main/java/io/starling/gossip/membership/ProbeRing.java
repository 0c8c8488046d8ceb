package io.starling.gossip.membership;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Everyone once a round, in an order reshuffled for each round (SWIM §4.3): so the time between
/// two probes of a member is bounded by two rounds, whatever the dice say.
///
/// Confined to the node's loop.
public final class ProbeRing {
    /// What is left of the round, taken from the end.
    private List<NodeId> round = List.of();

    /// The next member to probe, among those of `table` that take part.
    public Optional<Member> next(MemberTable table, RandomGenerator random) {
        var found = take(table);
        if (found.isEmpty() && table.others() > 0) {
            round = shuffled(table, random);
            found = take(table);
        }
        return found;
    }

    /// A newcomer joins the present round at a random slot. At its end, a newcomer would wait a
    /// whole round and then be probed by all at once (SWIM §4.3).
    public void add(NodeId newcomer, RandomGenerator random) {
        if (round.isEmpty()) {
            return;
        }
        round.add(random.nextInt(round.size() + 1), newcomer);
    }

    private Optional<Member> take(MemberTable table) {
        while (!round.isEmpty()) {
            var candidate = table.get(round.removeLast()).filter(row -> row.status().takesPart());
            if (candidate.isPresent()) {
                return candidate;
            }
        }
        return Optional.empty();
    }

    private static List<NodeId> shuffled(MemberTable table, RandomGenerator random) {
        var ids = new ArrayList<NodeId>(table.participants());
        for (int i = 0; i < table.size(); i++) {
            var row = table.at(i);
            if (row.status().takesPart() && !table.isSelf(row.id())) {
                ids.add(row.id());
            }
        }
        Collections.shuffle(ids, random);
        return ids;
    }
}
