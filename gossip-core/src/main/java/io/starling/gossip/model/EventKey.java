package io.starling.gossip.model;

/// What nodes deduplicate and repair an event by: which run of its origin fired it, and its place
// there.
///
/// @param sequence from 1, without holes, within `boot`
public record EventKey(OriginBoot boot, long sequence) {

    public EventKey {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence must be at least 1, was " + sequence);
        }
    }

    @Override
    public String toString() {
        return boot + "#" + sequence;
    }
}
