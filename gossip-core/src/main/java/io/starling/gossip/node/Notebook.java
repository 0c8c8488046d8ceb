package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Scheduler.Timer;
import io.starling.gossip.store.IdentityRecord;
import io.starling.gossip.store.SavedState;
import io.starling.gossip.store.StateRecord;
import io.starling.gossip.store.StateRecord.Known;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/*
 * The table itself is the memory; the notebook holds no copy of it. It notes whose row changed, and once
 * a second adds those rows to the log as they are then. When the log has grown to several times what the
 * table comes to, it is written anew from the table. After a failure nobody knows what the disk has; then
 * too the whole is written anew, and so a failure leaves no trace.
 */
/// Writes down what must survive a restart, a little after it changed, and never waits for the
/// disk. Without a durable storage it does nothing.
///
/// Confined to the node's loop.
final class Notebook {
    static final Duration CADENCE = Duration.ofSeconds(1);

    /// The log says a time so far ahead of the clock, and is written again when the clock has
    /// come half way: so a restart, which starts there, stamps no time a second time, though the
    /// disk hears of the clock once in 32,768 events.
    static final long CLOCK_MARGIN = 1 << 16;

    /// Rows added in one go, so that ten thousand changes do not hold the loop.
    private static final int BATCH_MAX = 1_024;

    private final Duration strangersKept;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Supplier<LamportTime> clock;
    private final MemoryFiles files;
    private final boolean ownsIdentity;
    private final List<StateRecord.Other> others;

    /// Members of former runs that have not been met in this one.
    private final SortedMap<NodeId, Known> strangers;

    private final long startedNanos;

    // What is to be on disk, besides the table and the above.
    private LamportTime reserved;
    private long ordinal;
    private boolean departed;
    private boolean leaving;

    // What of it is not there yet.
    private final Set<NodeId> changed = new LinkedHashSet<>(0);
    private boolean clockDue;
    private boolean departedDue;
    private boolean identityDue;
    private boolean allDue;

    /// Nothing is written, or nothing any more.
    private boolean stopped;
    private Timer next = () -> {};

    /// @param strangersKept how long members of former runs are remembered that are met no more
    Notebook(
            Duration strangersKept,
            NodeRuntime runtime,
            MemberTable table,
            Supplier<LamportTime> clock,
            Memory memory) {
        this.strangersKept = strangersKept;
        this.runtime = runtime;
        this.table = table;
        this.clock = clock;
        this.files = new MemoryFiles(table.self().name(), runtime, memory.logBytes());
        this.ownsIdentity = memory.identity().toBeWritten();
        this.others = memory.state().others();
        this.strangers = new TreeMap<>(memory.state().members());
        strangers.remove(table.self().id());
        this.startedNanos = runtime.clock().nanoTime();
        this.reserved = memory.state().clock();
        this.ordinal = table.self().boot().ordinal();
        this.departed = memory.state().departed();
        this.identityDue = ownsIdentity;
        this.allDue = !memory.sound();
        this.stopped = !runtime.storage().isDurable();
    }

    void start() {
        if (!stopped) {
            tick();
        }
    }

    /// Writes what is still to be written, as far as that can be done at once.
    void stop() {
        next.cancel();
        if (!stopped && !files.isImaging() && !allDue && !identityDue) {
            append();
        }
        files.close();
        stopped = true;
    }

    /// The node says goodbye, and will not come back by itself.
    void depart() {
        leaving = true;
        departed = true;
        departedDue = true;
        write();
    }

    /// The row of `id` is not what it was.
    void note(NodeId id) {
        strangers.remove(id);
        if (stopped || allDue || table.isSelf(id)) {
            return;
        }
        changed.add(id);
        if (changed.size() > SavedState.MEMBERS_MAX) {
            // The disk has been slow for very long.
            writeAll();
        }
    }

    private void tick() {
        next = runtime.scheduler().schedule(CADENCE, this::tick);
        lookAtClock();
        lookAtOrdinal();
        lookAtCompany();
        write();
        files.check();
    }

    private void lookAtClock() {
        var halfWay = clock.get().plus(CLOCK_MARGIN / 2);
        var whole = clock.get().plus(CLOCK_MARGIN);
        if (halfWay.compareTo(reserved) > 0 && !whole.equals(reserved)) {
            reserved = whole;
            clockDue = true;
        }
    }

    /// Accused at an incarnation of a boot that this node forgot, it refuted above it. The next
    /// boot must come after that one too. Else the ordinal says enough: whatever a node said in a
    /// boot is below all that it says in the next.
    private void lookAtOrdinal() {
        long said = table.self().incarnation().boot();
        if (Long.compareUnsigned(said, ordinal) > 0) {
            ordinal = said;
            identityDue = ownsIdentity;
        }
    }

    private void lookAtCompany() {
        if (table.others() == 0) {
            return;
        }
        if (departed && !leaving) {
            departed = false;
            departedDue = true;
        }
        // Only in company: who is alone may have lost all the others at once, and needs them.
        long running = runtime.clock().nanoTime() - startedNanos;
        if (!strangers.isEmpty() && running > strangersKept.toNanos()) {
            strangers.clear();
            writeAll();
        }
    }

    private void writeAll() {
        allDue = true;
        changed.clear();
    }

    private void write() {
        if (stopped || !files.isReady()) {
            return;
        }
        if (identityDue) {
            writeIdentity();
        } else if (allDue || files.isOvergrown()) {
            writeAnew();
        } else {
            append();
        }
    }

    private void writeIdentity() {
        identityDue = false;
        files.replaceIdentity(
                new IdentityRecord(table.self().id(), ordinal),
                done -> {
                    identityDue |= !done;
                    settle(done);
                    write();
                });
    }

    /// What changes meanwhile is added afterwards.
    private void writeAnew() {
        allDue = false;
        clockDue = false;
        departedDue = false;
        changed.clear();
        files.replaceLog(image(), this::settle);
    }

    private Supplier<byte[]> image() {
        var self = table.self().id();
        var rows = table.snapshot();
        var unmet = List.copyOf(strangers.values());
        var time = reserved;
        boolean gone = departed;
        int beyond = rows.size() - 1 + unmet.size() - SavedState.MEMBERS_MAX;
        if (beyond > 0) {
            runtime.observer().count(Counter.STATE_RECORDS_DROPPED, beyond);
        }
        return () -> {
            var members = new ArrayList<Known>(rows.size() + unmet.size());
            for (var row : rows) {
                if (!row.id().equals(self)) {
                    members.add(Known.of(row));
                }
            }
            members.addAll(unmet);
            return SavedState.of(time, gone, members, others).encode();
        };
    }

    private void append() {
        var batch = batch();
        if (batch.length > 0) {
            files.append(batch, this::settle);
        }
    }

    private byte[] batch() {
        var out = new ByteArrayOutputStream(0);
        if (clockDue) {
            out.writeBytes(new StateRecord.Clock(reserved).encode());
        }
        if (departedDue) {
            out.writeBytes(new StateRecord.Departed(departed).encode());
        }
        clockDue = false;
        departedDue = false;
        int room = BATCH_MAX;
        for (var ids = changed.iterator(); ids.hasNext() && room > 0; room--) {
            out.writeBytes(row(ids.next()).encode());
            ids.remove();
        }
        return out.toByteArray();
    }

    private StateRecord row(NodeId id) {
        return table.get(id).<StateRecord>map(Known::of).orElse(new StateRecord.Gone(id));
    }

    private void settle(boolean done) {
        if (!done) {
            // Nobody knows what the disk has now.
            writeAll();
        } else if (!allDue && !identityDue) {
            files.onKept();
        }
    }
}
