package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Scheduler.Timer;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntConsumer;

/// A goodbye that is heard: pushed to several members at once, and to others in place of those that
/// do not acknowledge, so that the departed is seen as left and not as failed.
///
/// The goodbye rides with a ping; the ack of the ping says that the datagram arrived.
///
/// Confined to the node's loop.
final class Departure {
    /// Members that must have acknowledged; each of them passes the news on.
    private static final int WITNESSES = 4;
    /// Told beyond that at first, so that one slow member delays nothing.
    private static final int SPARE = 2;
    private static final Duration RETRY = Duration.ofMillis(200);

    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Acks acks;
    private final Outbox outbox;
    private final Claim.Left goodbye;
    private final IntConsumer onDone;
    private final Set<NodeId> told = new HashSet<>();
    private Timer retry = () -> {};
    private Timer limit = () -> {};
    private int acknowledged;
    private boolean done;

    /// @param onDone hears how many members acknowledged, exactly once
    Departure(
            NodeRuntime runtime,
            MemberTable table,
            Acks acks,
            Outbox outbox,
            Claim.Left goodbye,
            IntConsumer onDone) {
        this.runtime = runtime;
        this.table = table;
        this.acks = acks;
        this.outbox = outbox;
        this.goodbye = goodbye;
        this.onDone = onDone;
    }

    void start(Duration timeout) {
        if (table.others() == 0) {
            finish();
            return;
        }
        limit = runtime.scheduler().schedule(timeout, this::finish);
        push();
    }

    private void push() {
        var next =
                table.sample(
                        WITNESSES + SPARE - acknowledged,
                        row -> awaits(row) && !told.contains(row.id()),
                        runtime.random());
        if (next.isEmpty()) {
            // Everyone was told once; those that stayed silent are told again.
            told.clear();
        }
        next.forEach(this::tell);
        retry = runtime.scheduler().schedule(RETRY, this::push);
    }

    private static boolean awaits(Member row) {
        return row.status() == Status.ALIVE || row.status() == Status.SUSPECT;
    }

    private void tell(Member witness) {
        told.add(witness.id());
        long sequence = acks.expect(_ -> onAck());
        outbox.send(witness.endpoint(), goodbye);
        outbox.send(
                witness.endpoint(), new Message.Ping(sequence, witness.id(), table.self().id()));
    }

    private void onAck() {
        acknowledged++;
        if (acknowledged >= Math.min(WITNESSES, table.others())) {
            finish();
        }
    }

    private void finish() {
        if (!done) {
            done = true;
            retry.cancel();
            limit.cancel();
            onDone.accept(acknowledged);
        }
    }
}
