package io.starling.gossip.cast;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;

/// The hash of the tree: 64 bits, the same at every node, not for secrets. Stateless.
public final class Mix {
    /// How long events of one origin travel down the same tree: a burst fills datagrams only if
    /// its events go the same way.
    static final long SEED_EPOCH_MICROS = 50_000;

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final long SUCCESSION = 0x5355434345535331L;

    private Mix() {}

    /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014), over two words.
    static long of(long a, long b) {
        return mixed(mixed(a + GOLDEN) ^ b);
    }

    private static long mixed(long word) {
        long z = (word ^ word >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /// Chooses the tree of an event.
    public static long seed(OriginBoot boot, long firedAtMicros) {
        return of(boot.nonce() ^ boot.ordinal(), Math.floorDiv(firedAtMicros, SEED_EPOCH_MICROS));
    }

    /// Chooses the tree of what a member says of itself: one for each incarnation.
    public static long seed(Claim news) {
        var subject = news.subject();
        var said = news.incarnation();
        return of(subject.high() ^ subject.low(), of(said.boot(), said.refutations()));
    }

    /// Names an arc in 32 bits.
    public static int via(Arc arc) {
        return (int) of(arc.from(), arc.to());
    }

    /// A point of the arc that all nodes agree on.
    static long point(long seed, Arc arc) {
        long hash = of(seed, of(arc.from(), arc.to()));
        return arc.isWhole() ? hash : arc.from() + Math.unsignedMultiplyHigh(hash, arc.width());
    }

    /// How much a member wants to be a delegate in this tree.
    static long rank(long seed, NodeId member) {
        return of(seed, member.high() ^ member.low());
    }

    /// Position on the ring of confirmation, which has nothing to do with the one of the tree.
    static long succession(NodeId member) {
        return of(SUCCESSION ^ member.low(), member.high());
    }
}
