package io.starling.gossip.dissemination;

/// When a rumor has been told enough: after `λ·⌈log₁₀(n + 1)⌉` transmissions by each node that
/// tells it (SWIM §4.1).
public final class RetransmitLimit {

    private RetransmitLimit() {}

    /// @param multiplier λ
    /// @param members that take part
    public static int of(int multiplier, int members) {
        int digits = 1;
        for (long power = 10; power < members + 1L; power *= 10) {
            digits++;
        }
        return multiplier * digits;
    }
}
