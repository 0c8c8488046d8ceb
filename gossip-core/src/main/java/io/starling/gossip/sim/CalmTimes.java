package io.starling.gossip.sim;

import java.util.BitSet;

/// In which seconds nothing was wrong: no fault of the network, nobody paused, all views right.
///
/// An event that finds such a time while it is still retained must have reached everyone by its
/// end; one that does not may honestly be lost.
public final class CalmTimes {
    private final BitSet seconds = new BitSet();
    private int size;

    void add(boolean calm) {
        seconds.set(size++, calm);
    }

    /// Whether there are `length` calm seconds in a row that begin after `fromNanos` and end
    /// before `toNanos`, both since the cluster began.
    public boolean has(int length, long fromNanos, long toNanos) {
        int from = (int) (fromNanos / 1_000_000_000) + 1;
        int to = (int) Math.min(toNanos / 1_000_000_000, size);
        for (int begin = seconds.nextSetBit(from); begin >= 0; ) {
            int end = seconds.nextClearBit(begin);
            if (Math.min(end, to) - begin >= length) {
                return true;
            }
            begin = seconds.nextSetBit(end);
        }
        return false;
    }
}
