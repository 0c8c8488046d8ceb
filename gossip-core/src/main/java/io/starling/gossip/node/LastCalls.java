package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.membership.Tombstones;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.NodeRuntime;

import java.time.Duration;

/// Tells members that failed lately that they are held to be dead, and asks whether they are there
/// after all. One that was merely cut off refutes with its ack, long before it would be looked for
/// by an exchange; and if it holds this node to be dead, its ack says so, and this node refutes.
///
/// The whole cluster makes one such call a protocol period to each.
///
/// Confined to the node's loop.
final class LastCalls {
    private final Duration window;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Tombstones tombstones;
    private final Acks acks;
    private final Outbox outbox;
    /// Of the last call alone: an ack of an earlier one is late.
    private long sequence;

    /// @param window how long after its death a member is called
    LastCalls(
            Duration window,
            NodeRuntime runtime,
            MemberTable table,
            Tombstones tombstones,
            Acks acks,
            Outbox outbox) {
        this.window = window;
        this.runtime = runtime;
        this.table = table;
        this.tombstones = tombstones;
        this.acks = acks;
        this.outbox = outbox;
    }

    /// Calls one of them, or none; once a protocol period.
    void call() {
        var lately =
                tombstones.buriedWithin(window.toNanos(), runtime.clock().nanoTime()).stream()
                        .flatMap(id -> table.get(id).stream())
                        .filter(row -> row.status() == Status.DEAD)
                        .toList();
        if (runtime.random().nextInt(table.participants()) < lately.size()) {
            call(lately.get(runtime.random().nextInt(lately.size())));
        }
    }

    private void call(Member dead) {
        acks.forget(sequence);
        sequence = acks.expect(() -> {});
        outbox.send(dead.endpoint(), Gossip.doubtAbout(dead, table.self()));
        outbox.introduce(dead.endpoint(), new Message.Ping(sequence, dead.id(), table.self().id()));
    }
}
