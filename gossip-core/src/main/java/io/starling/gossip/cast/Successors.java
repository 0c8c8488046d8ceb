package io.starling.gossip.cast;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;

import java.util.ArrayList;
import java.util.List;

/// Whom a node makes sure of: those that follow it on a second ring, whose order has nothing to do
/// with the order of the first. So what a lost delegate leaves out is scattered there, and repair
/// is a walk along the ring rather than a matter of luck.
public final class Successors {
    /// Kept: two to ask, and those to ask in place of the silent.
    static final int COUNT = 9;

    private Successors() {}

    /// The next members after `self`, nearest first; at most 9. Looks at every member once.
    public static List<Member> of(Ring ring, NodeId self) {
        long from = Mix.succession(self);
        var nearest = new ArrayList<Member>(COUNT + 1);
        long farthest = 0;
        for (int i = 0; i < ring.size(); i++) {
            var member = ring.at(i);
            long distance = distance(from, member);
            boolean tooFar =
                    nearest.size() == COUNT && Long.compareUnsigned(distance, farthest) >= 0;
            if (!tooFar && !member.id().equals(self)) {
                insert(member, distance, nearest, from);
                farthest = distance(from, nearest.getLast());
            }
        }
        return nearest;
    }

    private static void insert(Member member, long distance, List<Member> nearest, long from) {
        int at = nearest.size();
        while (at > 0 && Long.compareUnsigned(distance, distance(from, nearest.get(at - 1))) < 0) {
            at--;
        }
        nearest.add(at, member);
        if (nearest.size() > COUNT) {
            nearest.removeLast();
        }
    }

    private static long distance(long from, Member member) {
        return Mix.succession(member.id()) - from;
    }
}
