package io.starling.gossip.dissemination;

import io.starling.gossip.model.NodeId;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What to tell next: the rumors told least often first, among those the newest first.
///
/// One rumor a subject: what is newer replaces what is older. Bounded: beyond the bound the rumor
/// told most often is given up, which most members know already.
///
/// Confined to the node's loop.
public final class RumorQueue {
    private static final Comparator<Rumor> LEAST_TOLD_FIRST =
            Comparator.<Rumor>comparingInt(rumor -> rumor.told)
                    .thenComparing(
                            Comparator.comparingLong((Rumor rumor) -> rumor.order).reversed());

    private final int rumorsMax;
    private final TreeSet<Rumor> queue = new TreeSet<>(LEAST_TOLD_FIRST);
    private final Map<NodeId, Rumor> bySubject = new HashMap<>(0);
    private long added;

    public RumorQueue(int rumorsMax) {
        this.rumorsMax = rumorsMax;
    }

    /// @param encoded ready to be put into a datagram; not to be modified
    /// @return how many rumors were given up to make room: 0 or 1
    public int add(NodeId subject, byte[] encoded) {
        var rumor = new Rumor(subject, encoded, added++);
        var replaced = bySubject.put(subject, rumor);
        if (replaced != null) {
            queue.remove(replaced);
        }
        queue.add(rumor);
        if (queue.size() <= rumorsMax) {
            return 0;
        }
        forget(queue.last());
        return 1;
    }

    public void remove(NodeId subject) {
        var rumor = bySubject.remove(subject);
        if (rumor != null) {
            queue.remove(rumor);
        }
    }

    public int size() {
        return queue.size();
    }

    public boolean isEmpty() {
        return queue.isEmpty();
    }

    /// The rumors for one datagram; each counts as told once more.
    ///
    /// @param bytesMax of all together
    /// @param transmitsMax after which a rumor is dropped as told enough
    /// @return least told first
    public List<byte[]> take(int bytesMax, int transmitsMax) {
        if (queue.isEmpty()) {
            return List.of();
        }
        var taken = new ArrayList<Rumor>();
        int room = bytesMax;
        for (var rumor : queue) {
            if (rumor.encoded.length <= room) {
                taken.add(rumor);
                room -= rumor.encoded.length;
            } else if (room < SMALLEST) {
                break;
            }
        }
        var encoded = new ArrayList<byte[]>(taken.size());
        for (var rumor : taken) {
            encoded.add(rumor.encoded);
            tell(rumor, transmitsMax);
        }
        return encoded;
    }

    /// No claim is smaller; with less room there is no use in looking further.
    private static final int SMALLEST = 24;

    private void tell(Rumor rumor, int transmitsMax) {
        queue.remove(rumor);
        rumor.told++;
        if (rumor.told >= transmitsMax) {
            bySubject.remove(rumor.subject);
        } else {
            queue.add(rumor);
        }
    }

    private void forget(Rumor rumor) {
        queue.remove(rumor);
        bySubject.remove(rumor.subject);
    }

    private static final class Rumor {
        private final NodeId subject;
        private final byte[] encoded;
        private final long order;
        /// Part of the sort key: changes only while the rumor is out of the queue.
        private int told;

        private Rumor(NodeId subject, byte[] encoded, long order) {
            this.subject = subject;
            this.encoded = encoded;
            this.order = order;
        }
    }
}
