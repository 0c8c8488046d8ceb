package io.starling.gossip.node;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Scheduler.Timer;
import io.starling.gossip.runtime.Storage.Written;
import io.starling.gossip.store.IdentityRecord;
import io.starling.gossip.store.RecordLog;
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
import java.util.function.Consumer;
import java.util.function.Supplier;

/*
 * The table itself is the memory; the notebook holds no copy of it. It notes whose row changed, and once
 * a second adds those rows to the log as they are then. When the log has grown to several times what the
 * table comes to, it is written anew from the table. After a failure nobody knows what the disk has; then
 * too the whole is written anew, and so a failure leaves no trace.
 */
/// Writes down what must survive a restart, a little after it changed, and never waits for the
/// disk.
///
/// One write at a time is under way. Without a durable storage it does nothing.
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

    /// When the log is written anew: at so many times what it began with, within these bounds.
    private static final int LOG_FACTOR = 4;

    private static final int LOG_BYTES_MIN = 64 * 1024;
    /// A batch still fits what is read.
    private static final int LOG_BYTES_MAX = RecordLog.FILE_BYTES_MAX - 512 * 1024;

    /// A write that takes so long has not failed, but is as good as failed.
    private static final Duration STUCK = Duration.ofSeconds(30);

    private final Duration strangersKept;
    private final NodeRuntime runtime;
    private final MemberTable table;
    private final Supplier<LamportTime> clock;
    private final DiskTrouble trouble;
    private final List<StateRecord.Other> others;

    /// Members of former runs that have not been met in this one.
    private final SortedMap<NodeId, Known> strangers;

    private final long startedNanos;

    private LamportTime reserved;
    private long ordinal;
    private final boolean ownsIdentity;
    private boolean departed;
    private boolean leaving;

    // What is not on disk yet.
    private final Set<NodeId> changed = new LinkedHashSet<>(0);
    private boolean clockDue;
    private boolean departedDue;
    private boolean identityDue;
    private boolean allDue;

    private int logBytes;
    private int logBytesMax = LOG_BYTES_MIN;
    private boolean writing;
    private boolean imaging;
    private boolean stopped;
    private long writingSinceNanos;
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
        this.trouble = new DiskTrouble(table.self().name(), runtime);
        this.others = memory.state().others();
        this.strangers = new TreeMap<>(memory.state().members());
        strangers.remove(table.self().id());
        this.startedNanos = runtime.clock().nanoTime();
        this.reserved = memory.state().clock();
        this.ordinal = table.self().boot().ordinal();
        this.departed = memory.state().departed();
        this.ownsIdentity = memory.identity().toBeWritten();
        this.identityDue = ownsIdentity;
        this.allDue = !memory.sound();
        this.logBytes = memory.logBytes();
    }

    void start() {
        if (runtime.storage().isDurable()) {
            tick();
        }
    }

    /// Writes what is still to be written, as far as that can be done at once.
    void stop() {
        next.cancel();
        if (runtime.storage().isDurable() && !stopped && !imaging && !allDue && !identityDue) {
            append();
        }
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
        if (!runtime.storage().isDurable() || table.isSelf(id) || allDue) {
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
        if (writing && runtime.clock().nanoTime() - writingSinceNanos > STUCK.toNanos()) {
            trouble.onFailure("the disk has not answered for " + STUCK);
            writingSinceNanos = runtime.clock().nanoTime();
        }
        write();
        trouble.publish();
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
        if (writing || stopped || !trouble.mayTry()) {
            return;
        }
        if (identityDue) {
            writeIdentity();
        } else if (allDue || logBytes > logBytesMax) {
            writeAnew();
        } else {
            append();
        }
    }

    private void writeIdentity() {
        identityDue = false;
        beginWriting();
        var identity = new IdentityRecord(table.self().id(), ordinal);
        runtime.storage()
                .replace(
                        IdentityRecord.FILE,
                        identity.encode(),
                        outcome -> {
                            identityDue |= outcome instanceof Written.Failed;
                            settle(outcome, this::write);
                        });
    }

    /// Away from the loop, because the whole may be large. What changes meanwhile is added
    /// afterwards.
    private void writeAnew() {
        allDue = false;
        clockDue = false;
        departedDue = false;
        changed.clear();
        imaging = true;
        beginWriting();
        Consumer<byte[]> replace =
                image -> {
                    imaging = false;
                    if (!stopped) {
                        replace(image);
                    }
                };
        runtime.offload().compute(image(), replace);
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

    private void replace(byte[] image) {
        runtime.storage()
                .replace(
                        SavedState.FILE,
                        image,
                        outcome -> {
                            logBytes = image.length;
                            logBytesMax =
                                    Math.clamp(
                                            (long) LOG_FACTOR * image.length,
                                            LOG_BYTES_MIN,
                                            LOG_BYTES_MAX);
                            settle(outcome, () -> {});
                        });
    }

    private void append() {
        var batch = batch();
        if (batch.length == 0) {
            return;
        }
        beginWriting();
        runtime.storage()
                .append(
                        SavedState.FILE,
                        batch,
                        outcome -> {
                            logBytes += batch.length;
                            settle(outcome, () -> {});
                        });
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

    private void beginWriting() {
        writing = true;
        writingSinceNanos = runtime.clock().nanoTime();
    }

    private void settle(Written outcome, Runnable onDone) {
        writing = false;
        switch (outcome) {
            case Written.Done() -> {
                if (!allDue && !identityDue) {
                    trouble.onKept();
                }
                onDone.run();
            }
            case Written.Failed(var reason) -> {
                writeAll();
                if (!stopped) {
                    trouble.onFailure(reason);
                }
            }
        }
    }
}
