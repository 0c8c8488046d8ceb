package io.starling.gossip.node;

import io.starling.gossip.cast.Ring;
import io.starling.gossip.membership.MemberTable;

import java.util.function.Supplier;

/// The ring that the member table makes, made anew when the table has changed and somebody asks.
///
/// Confined to the node's loop.
final class TableRing implements Supplier<Ring> {
    private final MemberTable table;
    private Ring ring;
    private long version;

    TableRing(MemberTable table) {
        this.table = table;
        this.version = table.version();
        this.ring = make();
    }

    @Override
    public Ring get() {
        if (version != table.version()) {
            version = table.version();
            ring = make();
        }
        return ring;
    }

    private Ring make() {
        var rows = table.snapshot();
        // The table counts them anyhow, and in thousands of simulated ones nobody is gone.
        return table.participants() == rows.size() ? Ring.ofAll(rows) : Ring.of(rows);
    }
}
