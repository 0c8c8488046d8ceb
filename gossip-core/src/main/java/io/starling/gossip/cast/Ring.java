package io.starling.gossip.cast;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Member;

import java.util.List;
import java.util.Optional;

/// The members that take part, in the order of their positions.
///
/// Immutable. Made from what the member table publishes, without a copy where nobody is gone.
public final class Ring {
    private final List<Member> members;

    private Ring(List<Member> members) {
        this.members = members;
    }

    /// @param rows in the order of their ids; not changed afterwards
    public static Ring of(List<Member> rows) {
        boolean all = rows.stream().allMatch(row -> row.status().takesPart());
        return new Ring(
                all ? rows : rows.stream().filter(row -> row.status().takesPart()).toList());
    }

    /// The same where all are known to take part.
    public static Ring ofAll(List<Member> rows) {
        return new Ring(rows);
    }

    public int size() {
        return members.size();
    }

    Member at(int index) {
        return members.get(index);
    }

    /// The place of the first member at or after a position; [#size] if there is none.
    int ceiling(long position) {
        int low = 0;
        int high = members.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(position(middle), position) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// How many members the arc holds.
    int count(Arc arc) {
        if (arc.isWhole()) {
            return size();
        }
        int from = ceiling(arc.from());
        int to = ceiling(arc.to());
        boolean wraps = Long.compareUnsigned(arc.from(), arc.to()) > 0;
        return wraps ? size() - from + to : to - from;
    }

    /// Whoever has this position.
    public Optional<Member> holder(long position) {
        int at = ceiling(position);
        return at < size() && position(at) == position ? Optional.of(at(at)) : Optional.empty();
    }

    private long position(int index) {
        return members.get(index).id().position();
    }
}
