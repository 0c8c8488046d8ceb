package io.starling.gossip.model;

/// A member's own version of its liveness (SWIM §4.2). Only the member itself raises it.
///
/// Unlike SWIM, where it is one number, it begins with the ordinal of the member's boot: a
/// restarted node that lost its former incarnation still speaks with a newer one.
///
/// @param boot the ordinal of the member's [OriginBoot], unsigned
/// @param refutations how often the member has raised it within that boot
public record Incarnation(long boot, long refutations) implements Comparable<Incarnation> {

    public static Incarnation first(OriginBoot boot) {
        return new Incarnation(boot.ordinal(), 0);
    }

    /// The least incarnation above this one.
    public Incarnation next() {
        return refutations == Long.MAX_VALUE
                ? new Incarnation(boot + 1, 0)
                : new Incarnation(boot, refutations + 1);
    }

    @Override
    public int compareTo(Incarnation other) {
        int byBoot = Long.compareUnsigned(boot, other.boot);
        return byBoot != 0 ? byBoot : Long.compare(refutations, other.refutations);
    }

    @Override
    public String toString() {
        return refutations + "@" + Long.toUnsignedString(boot);
    }
}
