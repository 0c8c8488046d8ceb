package io.starling.gossip.model;

/// What nodes deduplicate and repair an event by: which run of its origin fired it, and its place
/// there. Ordered by boot, then by sequence.
///
/// @param sequence from 1, without holes, within `boot`
public record EventKey(OriginBoot boot, long sequence) implements Comparable<EventKey> {

    public EventKey {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence must be at least 1, was " + sequence);
        }
    }

    @Override
    public int compareTo(EventKey other) {
        int byBoot = boot.compareTo(other.boot);
        return byBoot != 0 ? byBoot : Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return boot + "#" + sequence;
    }
}
