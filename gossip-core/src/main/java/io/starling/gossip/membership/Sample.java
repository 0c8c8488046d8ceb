package io.starling.gossip.membership;

import io.starling.gossip.model.Member;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// A few different members, drawn evenly (Vitter's reservoir, algorithm R).
final class Sample {
    private final int count;
    private final List<Member> rows;
    private int offered;

    Sample(int count) {
        this.count = count;
        this.rows = new ArrayList<>(Math.min(count, 16));
    }

    boolean isFull() {
        return rows.size() >= count;
    }

    void addIfNew(Member row) {
        for (var drawn : rows) {
            // One row a member: the id tells them apart, and cheaper than all the fields.
            if (drawn.id().equals(row.id())) {
                return;
            }
        }
        rows.add(row);
    }

    /// Forgets what guessing found, so that walking draws evenly.
    void restart() {
        rows.clear();
        offered = 0;
    }

    void offer(Member row, RandomGenerator random) {
        offered++;
        if (!isFull()) {
            rows.add(row);
        } else if (count > 0) {
            int slot = random.nextInt(offered);
            if (slot < count) {
                rows.set(slot, row);
            }
        }
    }

    List<Member> rows() {
        return rows;
    }
}
