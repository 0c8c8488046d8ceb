package io.starling.gossip.event;

import io.starling.gossip.model.LamportTime;

/// A node's logical clock: whatever it fires is stamped later than everything it has heard of.
///
/// Times are unsigned. Unlike Lamport, a time far ahead of the own clock is not taken over, because
/// one poisoned clock would otherwise take everybody's along, up to the end of the number range.
///
/// Source: Lamport, rules IR1 and IR2. Confined to the node's loop.
public final class LamportClock {
    /// How far ahead a time may be and still be believed: a thousand events a second for 49 days.
    public static final long AHEAD_MAX = 1L << 32;

    private long value;

    public LamportClock() {
        this(LamportTime.ZERO);
    }

    /// @param start the latest time that a former run may have given out
    public LamportClock(LamportTime start) {
        value = start.value();
    }

    /// The latest time that was given out or witnessed.
    public LamportTime time() {
        return new LamportTime(value);
    }

    /// Moves on by one. At the end of the range it stands still rather than start again at zero.
    ///
    /// @return the stamp for what happens now
    public LamportTime tick() {
        if (value != -1L) {
            value++;
        }
        return time();
    }

    /// Catches up with `heard`.
    ///
    /// @return whether it was believed; if not, the clock did not move
    public boolean witness(LamportTime heard) {
        if (Long.compareUnsigned(heard.value(), value) <= 0) {
            return true;
        }
        if (Long.compareUnsigned(heard.value() - value, AHEAD_MAX) > 0) {
            return false;
        }
        value = heard.value();
        return true;
    }
}
