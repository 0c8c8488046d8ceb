package io.starling.gossip.sim;

/// Of which kinds the faults of a campaign are.
public enum Mix {
    /// All there are.
    ALL,
    /// Those that make the history of a member: it ends, starts anew with whatever its disk kept,
    /// moves, swaps its address with another, takes another's name, says goodbye or is made to. The
    /// network is in order.
    HISTORY;

    boolean admits(Fault fault) {
        return switch (this) {
            case ALL -> true;
            case HISTORY -> isHistory(fault);
        };
    }

    private static boolean isHistory(Fault fault) {
        return switch (fault) {
            case Fault.Crash _,
                    Fault.Restart _,
                    Fault.Leave _,
                    Fault.SwapAddresses _,
                    Fault.Namesake _ ->
                    true;
            case Fault.OfNetwork _,
                    Fault.Pause _,
                    Fault.ClockStep _,
                    Fault.DiskFull _,
                    Fault.DiskBroken _ ->
                    false;
        };
    }
}
