package io.starling.gossip.store;

import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.store.StateRecord.Known;
import io.starling.gossip.store.StateRecord.Other;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the records of a log come to: all that a node remembers of its former runs, but for who it
/// is, which is an [IdentityRecord].
///
/// Immutable.
///
/// @param clock the node has stamped nothing later
/// @param departed whether the node said goodbye and has met nobody since
/// @param members that were known, this node not among them
/// @param others records of a later version, in their order
public record SavedState(
        LamportTime clock, boolean departed, SortedMap<NodeId, Known> members, List<Other> others) {
    public static final String FILE = "state.log";
    /// Beyond it, further members are not remembered. Ids are random: so these are a random part.
    public static final int MEMBERS_MAX = 16_384;
    /// Of records of a later version; the oldest are given up.
    public static final int OTHERS_BYTES_MAX = 1 << 20;

    public static final SavedState NONE =
            new SavedState(LamportTime.ZERO, false, Collections.emptySortedMap(), List.of());

    public SavedState {
        members = Collections.unmodifiableSortedMap(members);
        others = List.copyOf(others);
    }

    /// What could be read of a log.
    ///
    /// @param goodBytes of the file; what is behind is lost
    /// @param damage why, if something is
    /// @param dropped records beyond the bounds
    public record Recovered(
            SavedState state, int goodBytes, Optional<String> damage, int dropped) {}

    public static Recovered recover(byte[] file) {
        var content = new Content();
        var scan =
                RecordLog.scan(file, (type, body) -> content.take(StateRecord.decode(type, body)));
        return new Recovered(content.state(), scan.goodBytes(), scan.damage(), content.dropped);
    }

    /// @param members of several with one id, the first counts
    /// @return with the members up to the bound
    public static SavedState of(
            LamportTime clock, boolean departed, Iterable<Known> members, List<Other> others) {
        var kept = new TreeMap<NodeId, Known>();
        for (var member : members) {
            if (kept.size() < MEMBERS_MAX) {
                kept.putIfAbsent(member.id(), member);
            }
        }
        return new SavedState(clock, departed, kept, others);
    }

    /// A whole log that says this and nothing else.
    public byte[] encode() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new StateRecord.Clock(clock).encode());
        out.writeBytes(new StateRecord.Departed(departed).encode());
        write(members.values(), out);
        write(others, out);
        return out.toByteArray();
    }

    private static void write(Collection<? extends StateRecord> records, ByteArrayOutputStream to) {
        records.forEach(record -> to.writeBytes(record.encode()));
    }

    /// What the records so far come to.
    private static final class Content {
        private LamportTime clock = LamportTime.ZERO;
        private boolean departed;
        private final SortedMap<NodeId, Known> members = new TreeMap<>();
        private final Deque<Other> others = new ArrayDeque<>();
        private int otherBytes;
        private int dropped;

        private void take(StateRecord record) {
            switch (record) {
                case StateRecord.Clock(var reserved) -> clock = reserved;
                case StateRecord.Departed(var said) -> departed = said;
                case Known known -> add(known);
                case StateRecord.Gone(var id) -> members.remove(id);
                case Other other -> add(other);
            }
        }

        private void add(Known known) {
            if (members.size() < MEMBERS_MAX || members.containsKey(known.id())) {
                members.put(known.id(), known);
            } else {
                dropped++;
            }
        }

        private void add(Other other) {
            others.add(other);
            otherBytes += other.body().length + RecordLog.HEADER_BYTES;
            while (otherBytes > OTHERS_BYTES_MAX) {
                otherBytes -= others.remove().body().length + RecordLog.HEADER_BYTES;
                dropped++;
            }
        }

        private SavedState state() {
            return new SavedState(clock, departed, members, List.copyOf(others));
        }
    }
}
