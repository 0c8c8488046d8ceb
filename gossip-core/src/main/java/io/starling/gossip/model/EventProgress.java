package io.starling.gossip.model;

import java.util.List;

/// How far a node is with the events of one origin boot.
///
/// @param base every sequence up to it is done with: had, or given up
/// @param highest the largest sequence had or given up; at least `base`. What was only heard of is
///     not told, else a wrong word would be passed on for ever
/// @param missing the holes between the two, in order; may be cut short
public record EventProgress(OriginBoot boot, long base, long highest, List<EventRange> missing) {

    public EventProgress {
        if (base < 0 || highest < base) {
            throw new IllegalArgumentException(
                    "progress must satisfy 0 <= base <= highest, was %d, %d"
                            .formatted(base, highest));
        }
    }
}
