package io.starling.bench;

/// How one event went, in a simulated cluster or in a model of another.
///
/// @param received milliseconds from the fire until each member that neither crashed nor stalled
///     had it, ascending; the origin's own is the first
/// @param handedOut the same until it was handed to the consumer
/// @param swift how many members neither crashed nor stalled: those whose times count
/// @param reach of the event, those that stalled included
/// @param hops how many members were first given it over so many others: `hops[0]` is the origin
/// @param costs of it
record Journey(
        double[] received, double[] handedOut, int swift, Reach reach, long[] hops, Costs costs) {

    /// Shares of the members that had it so long after the fire.
    record Reach(double atOneSecond, double atFiveSeconds) {}

    /// What was spent on it, by each live member in the mean.
    ///
    /// @param copies of the event received, repeats included
    /// @param datagrams sent, beyond what a quiet second has
    /// @param bytes in them
    /// @param mostSends datagrams of the busiest member
    /// @param repairs in all, not by member
    record Costs(
            double copies, double datagrams, double bytes, double mostSends, Repairs repairs) {}

    /// What was sent again because it was not acknowledged, or was missing.
    ///
    /// @param repeated hand-overs to the same member
    /// @param redelegated hand-overs to another
    /// @param byRing copies that the ring of confirmation brought
    /// @param pulls for gaps
    record Repairs(long repeated, long redelegated, long byRing, long pulls) {
        static final Repairs NONE = new Repairs(0, 0, 0, 0);
    }

    /// When this share of the members had it; not a number if never.
    double received(double share) {
        return at(received, share);
    }

    /// When it was handed out at this share of the members; not a number if never.
    double handedOut(double share) {
        return at(handedOut, share);
    }

    private double at(double[] millis, double share) {
        int needed = (int) Math.ceil(share * swift - 1e-9);
        return needed <= millis.length ? millis[Math.max(0, needed - 1)] : Double.NaN;
    }
}
