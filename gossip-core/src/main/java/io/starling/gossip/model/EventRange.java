package io.starling.gossip.model;

/// Consecutive events of one origin boot, both ends included.
///
/// @param from at least 1
/// @param to at least `from`
public record EventRange(OriginBoot boot, long from, long to) {

    public EventRange {
        if (from < 1 || to < from) {
            throw new IllegalArgumentException(
                    "range must satisfy 1 <= from <= to, was %d..%d".formatted(from, to));
        }
    }

    public boolean contains(EventKey event) {
        return event.boot().equals(boot) && event.sequence() >= from && event.sequence() <= to;
    }

    public long count() {
        return to - from + 1;
    }

    @Override
    public String toString() {
        return from == to ? boot + "#" + from : boot + "#" + from + ".." + to;
    }
}
