package io.starling.gossip.membership;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/*
 * One sorted array of immutable rows, found by binary search. It is as small as a full table can be,
 * pages and samples come out of it directly, and it is shared copy-on-write: a published snapshot, or
 * the table that thousands of simulated nodes start with, costs nothing until somebody changes it. The
 * price is moving up to 80 KB of references for a newcomer to 10,000 members, a few microseconds.
 */
/// The members that a node knows of, itself included, in the order of their ids.
///
/// Confined to the node's loop; the snapshots it hands out are immutable.
public final class MemberTable {
    private static final int SAMPLE_TRIES = 4;

    private final NodeId selfId;
    private final int membersMax;
    private final Tombstones tombstones;
    private final int[] counts = new int[Status.values().length];
    private Member[] rows;
    private int size;
    /// Counts the changes.
    private long version;
    /// Whether somebody else may be reading `rows`.
    private boolean shared;
    /// Ids by name; built when first needed, which a node that meets no newcomer never does.
    private @Nullable Map<String, NodeId> names;

    public MemberTable(Member self, int membersMax, Tombstones tombstones) {
        this.selfId = self.id();
        this.membersMax = membersMax;
        this.tombstones = tombstones;
        this.rows = new Member[] {self};
        this.size = 1;
        counts[self.status().ordinal()]++;
    }

    /// Takes over all members of a cluster that has formed, to simulate large ones. Nobody else may
    /// be known yet.
    ///
    /// @param formed all alive, in the order of their ids, each once, `self` among them; shared and
    ///     not copied, and not looked at: a hundred thousand such tables would each look at all
    public void form(Member[] formed) {
        var self = self();
        rows = formed;
        size = formed.length;
        version++;
        shared = true;
        Arrays.fill(counts, 0);
        counts[Status.ALIVE.ordinal()] = formed.length;
        int at = find(selfId);
        if (at < 0 || !rows[at].equals(self)) {
            throw new IllegalArgumentException("a formed table must have the row " + self);
        }
    }

    public Member self() {
        return rows[find(selfId)];
    }

    public boolean isSelf(NodeId id) {
        return selfId.equals(id);
    }

    public Optional<Member> get(NodeId id) {
        int at = find(id);
        return at < 0 ? Optional.empty() : Optional.of(rows[at]);
    }

    /// Whoever goes by this name; of several, one that takes part rather than one that is gone, and
    /// then the one that started last.
    public Optional<Member> named(String name) {
        return Optional.ofNullable(names().get(name)).flatMap(this::get);
    }

    /// All rows. `O(1)`; the next change pays for it with a copy.
    public List<Member> snapshot() {
        shared = true;
        var all = Arrays.asList(rows);
        return Collections.unmodifiableList(size == rows.length ? all : all.subList(0, size));
    }

    /// Another one whenever a row has changed.
    public long version() {
        return version;
    }

    public int count(Status status) {
        return counts[status.ordinal()];
    }

    /// Members that take part, this node included.
    public int participants() {
        return count(Status.ALIVE) + count(Status.SUSPECT);
    }

    /// Members that take part, without this node.
    public int others() {
        return participants() - (self().status().takesPart() ? 1 : 0);
    }

    public int size() {
        return size;
    }

    /// The row at a place in the order of the ids.
    public Member at(int index) {
        return rows[index];
    }

    /// Where the rows after `id` begin.
    public int after(NodeId id) {
        int at = find(id);
        return at < 0 ? -at - 1 : at + 1;
    }

    /// Up to `count` different members other than this node, drawn evenly from those that satisfy
    /// `wanted`.
    public List<Member> sample(int count, Predicate<Member> wanted, RandomGenerator random) {
        var drawn = new Sample(count);
        // Guessing is cheap while most rows are wanted; it may miss some, then the whole table is
        // walked.
        for (int tries = SAMPLE_TRIES * count;
                tries > 0 && !drawn.isFull() && size > SAMPLE_TRIES * count;
                tries--) {
            var row = rows[random.nextInt(size)];
            if (!isSelf(row.id()) && wanted.test(row)) {
                drawn.addIfNew(row);
            }
        }
        if (!drawn.isFull()) {
            drawn.restart();
            for (int i = 0; i < size; i++) {
                if (!isSelf(rows[i].id()) && wanted.test(rows[i])) {
                    drawn.offer(rows[i], random);
                }
            }
        }
        return drawn.rows();
    }

    /// Applies a claim by the rules of [Precedence].
    public Merge merge(Claim claim) {
        if (isSelf(claim.subject())) {
            return aboutSelf(claim);
        }
        int at = find(claim.subject());
        if (at < 0) {
            return introduce(claim, -at - 1);
        }
        var known = rows[at];
        if (!Precedence.supersedes(claim, known)) {
            return new Merge.Stale();
        }
        var now =
                switch (claim) {
                    case Claim.Alive alive -> Member.of(alive);
                    case Claim.Suspect suspect -> known.with(Status.SUSPECT, suspect.incarnation());
                    case Claim.Dead dead -> known.with(Status.DEAD, dead.incarnation());
                    case Claim.Left left -> known.with(Status.LEFT, left.incarnation());
                };
        put(at, now);
        return new Merge.Changed(Optional.of(known), now);
    }

    private Merge aboutSelf(Claim claim) {
        var self = self();
        boolean echo = claim instanceof Claim.Alive alive && alive.equals(self.alive());
        boolean newer = claim.incarnation().compareTo(self.incarnation()) >= 0;
        // Of its own goodbye a node is certain; whatever else is said of it at its incarnation is
        // not true.
        boolean goodbye = claim instanceof Claim.Left && self.status() == Status.LEFT;
        return newer && !echo && !goodbye
                ? new Merge.Accused(claim.incarnation())
                : new Merge.Stale();
    }

    private Merge introduce(Claim claim, int slot) {
        if (!(claim instanceof Claim.Alive alive)) {
            return new Merge.Stale();
        }
        return insert(Member.of(alive), slot);
    }

    /// Adds a member in whatever state somebody else knows it, if it is not known here.
    public Merge learn(Member row) {
        int at = find(row.id());
        return at >= 0 || isSelf(row.id()) ? new Merge.Stale() : insert(row, -at - 1);
    }

    private Merge insert(Member row, int slot) {
        if (tombstones.forbids(row.id(), row.incarnation())) {
            return new Merge.Refused(Merge.Refusal.REAPED);
        }
        if (size >= membersMax) {
            return new Merge.Refused(Merge.Refusal.TABLE_FULL);
        }
        var target = rows;
        if (shared || size == rows.length) {
            target = new Member[size + Math.max(8, size >> 2)];
            System.arraycopy(rows, 0, target, 0, slot);
        }
        System.arraycopy(rows, slot, target, slot + 1, size - slot);
        target[slot] = row;
        rows = target;
        shared = false;
        size++;
        version++;
        counts[row.status().ordinal()]++;
        if (names != null) {
            takeName(names, row);
        }
        return new Merge.Changed(Optional.empty(), row);
    }

    /// Answers an accusation: this node lives, at an incarnation above the accused one (SWIM §4.2).
    public Claim.Alive refute(Incarnation accused) {
        var self = self();
        var above = accused.compareTo(self.incarnation()) > 0 ? accused : self.incarnation();
        return changeSelf(self.with(Status.ALIVE, above.next())).alive();
    }

    public Claim.Alive retag(Tags tags) {
        var self = self();
        return changeSelf(
                        new Member(
                                self.id(),
                                self.name(),
                                self.endpoint(),
                                self.boot(),
                                self.incarnation().next(),
                                self.status(),
                                self.protocol(),
                                tags))
                .alive();
    }

    /// This node says goodbye.
    public Claim.Left leave() {
        var self = self();
        changeSelf(self.with(Status.LEFT, self.incarnation()));
        return new Claim.Left(self.id(), self.incarnation());
    }

    private Member changeSelf(Member now) {
        put(find(selfId), now);
        return now;
    }

    /// Forgets a member.
    public Optional<Member> remove(NodeId id) {
        int at = find(id);
        if (at < 0 || isSelf(id)) {
            return Optional.empty();
        }
        var gone = rows[at];
        unshare();
        // The last reference stays behind the end, to be overwritten by the next newcomer.
        System.arraycopy(rows, at + 1, rows, at, size - at - 1);
        size--;
        version++;
        counts[gone.status().ordinal()]--;
        if (names != null) {
            names.remove(gone.name(), id);
        }
        return Optional.of(gone);
    }

    private void put(int at, Member now) {
        unshare();
        var before = rows[at];
        counts[before.status().ordinal()]--;
        counts[now.status().ordinal()]++;
        rows[at] = now;
        version++;
        if (names != null) {
            if (!before.name().equals(now.name())) {
                names.remove(before.name(), now.id());
            }
            takeName(names, now);
        }
    }

    private void unshare() {
        if (shared) {
            rows = Arrays.copyOf(rows, size);
            shared = false;
        }
    }

    private Map<String, NodeId> names() {
        var index = names;
        if (index == null) {
            index = HashMap.newHashMap(size);
            for (int i = 0; i < size; i++) {
                takeName(index, rows[i]);
            }
            names = index;
        }
        return index;
    }

    private void takeName(Map<String, NodeId> index, Member row) {
        var holder = get(index.getOrDefault(row.name(), row.id()));
        if (holder.isEmpty() || !outranks(holder.get(), row)) {
            index.put(row.name(), row.id());
        }
    }

    private static boolean outranks(Member holder, Member row) {
        return holder.status().takesPart() == row.status().takesPart()
                ? holder.boot().compareTo(row.boot()) > 0
                : holder.status().takesPart();
    }

    /// @return the place of the row, or `-(slot) - 1` where it would go
    private int find(NodeId id) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = rows[middle].id().compareTo(id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
