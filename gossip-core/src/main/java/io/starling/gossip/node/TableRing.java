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
        this.ring = Ring.of(table.snapshot());
    }

    @Override
    public Ring get() {
        if (version != table.version()) {
            version = table.version();
            ring = Ring.of(table.snapshot());
        }
        return ring;
    }
}
