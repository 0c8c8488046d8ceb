package io.starling.gossip.cast;

import static io.starling.gossip.model.Status.ALIVE;

import io.starling.gossip.Fixtures;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// Members spread over the ring, for tests.
final class Rings {
    private Rings() {}

    static Member member(int number, long position, Status status) {
        var row = Fixtures.member(number, status, 0);
        return new Member(
                new NodeId(position, number),
                row.name(),
                row.endpoint(),
                row.boot(),
                row.incarnation(),
                status,
                row.protocol(),
                row.tags());
    }

    static Member member(int number, long position) {
        return member(number, position, ALIVE);
    }

    /// In the order of their ids.
    static List<Member> random(int count, long seed) {
        var random = new Random(seed);
        var members = new ArrayList<Member>();
        for (int i = 1; i <= count; i++) {
            members.add(member(i, random.nextLong()));
        }
        return sorted(members);
    }

    static List<Member> sorted(List<Member> members) {
        var sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparing(Member::id));
        return sorted;
    }

    static Ring ring(int count, long seed) {
        return Ring.of(random(count, seed));
    }
}
