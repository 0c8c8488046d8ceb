package io.starling.gossip.node;

import io.starling.gossip.model.Exchange.ReachFindings;
import io.starling.gossip.model.Member;

import java.util.List;
import java.util.Optional;

/// What gets through between a node and a member, each protocol in each direction.
///
/// @param udpTo datagrams from the node to the member
/// @param udpFrom datagrams from the member to the node
/// @param tcpTo streams that the node opens
/// @param tcpFrom streams that the member opens
/// @param advice one sentence for each thing that is wrong; never empty
public record Reachability(
        Member member,
        Passes udpTo,
        Passes udpFrom,
        Passes tcpTo,
        Passes tcpFrom,
        List<String> advice) {

    /// Whether traffic gets through.
    public enum Passes {
        YES,
        NO,
        /// Nobody could tell, because the member could not be asked.
        UNKNOWN
    }

    /// @param mine what this node found
    /// @param theirs what the member found; empty if it could not be asked
    /// @param refusal why it could not, for people; else empty
    static Reachability of(
            Member self,
            Member member,
            ReachFindings mine,
            Optional<ReachFindings> theirs,
            String refusal) {
        boolean asked = theirs.isPresent();
        var udpTo =
                passes(
                        mine.acked() || theirs.filter(ReachFindings::heard).isPresent(),
                        // Pings get here and no ack does: then none was sent.
                        asked || mine.heard());
        // An ack may come back where a ping does not get through, by the way that this node's own
        // ping has opened. As evidence it counts only as long as there is no better.
        var udpFrom =
                passes(
                        mine.heard() || theirs.map(ReachFindings::acked).orElse(mine.acked()),
                        asked);
        var tcpTo = passes(mine.streamed() || asked, true);
        var tcpFrom = passes(theirs.filter(ReachFindings::streamed).isPresent(), asked);
        var facts = new Reachability(member, udpTo, udpFrom, tcpTo, tcpFrom, List.of());
        return new Reachability(
                member,
                udpTo,
                udpFrom,
                tcpTo,
                tcpFrom,
                new ReachAdvice(self, facts, mine, theirs, refusal).sentences());
    }

    private static Passes passes(boolean proven, boolean provable) {
        return proven ? Passes.YES : provable ? Passes.NO : Passes.UNKNOWN;
    }

    /// Whether everything gets through in both directions, for certain.
    public boolean isComplete() {
        return udpTo == Passes.YES
                && udpFrom == Passes.YES
                && tcpTo == Passes.YES
                && tcpFrom == Passes.YES;
    }

    /// Whether nothing that was tried got through.
    boolean isNothing() {
        return udpTo != Passes.YES
                && udpFrom != Passes.YES
                && tcpTo != Passes.YES
                && tcpFrom != Passes.YES;
    }
}
