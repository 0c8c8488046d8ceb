package io.starling.gossip.cast;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/*
 * Two nodes that execute the same arc must make the same pieces and choose the same delegates, though
 * their views differ a little: then the second copy that a delegate gets is of an arc it has executed
 * already, and dies there. Hence equal pieces of hash space, not of members: one unknown member would
 * shift every boundary. Hence delegates by a hash of tree and member, not by what a node thinks of them.
 *
 * Pieces tile the arc. A piece with one known member reaches up to the next known one, and its delegate
 * brings the event to whomever it knows in between: a node is missed only if parent and neighbour both
 * lack it.
 */
/// How an arc is cut into runs, and who gets them: a pure function of view, tree and arc.
final class Split {
    /// Pieces of one arc, at the most.
    static final int WAYS_MAX = 16;
    /// So many members are sent to directly.
    static final int DIRECT_MAX = 16;
    /// Members that a delegate is chosen from.
    static final int WINDOW = 8;
    /// The smallest run with two delegates, when the shortest tail is wanted.
    static final int DOUBLED_MIN = 2;
    /// The same in economy: upper levels only, so that one bad delegate does not delay a sixteenth
    /// of the cluster.
    static final int DOUBLED_MIN_ECONOMY = 2 * DIRECT_MAX;

    private final Ring ring;
    private final NodeId origin;
    private final long seed;
    private final int doubledMin;
    /// The arc without the cut: from behind the cut to the end, then from the beginning to the cut.
    private final List<Arc> segments;
    private final int ways;
    private final int members;
    private final long width;

    /// @param cut position at which the arc is cut open; whoever stands there has the event
    /// @param origin has it too
    Split(Ring ring, Arc arc, long cut, NodeId origin, long seed, boolean economy) {
        this.ring = ring;
        this.origin = origin;
        this.seed = seed;
        this.doubledMin = economy ? DOUBLED_MIN_ECONOMY : DOUBLED_MIN;
        this.segments = segments(arc, cut);
        this.members = segments.stream().mapToInt(this::members).sum();
        this.ways = Math.clamp((members + DIRECT_MAX) / (DIRECT_MAX + 1), 2, WAYS_MAX);
        this.width = segments.stream().mapToLong(Arc::width).sum();
    }

    /// Runs that tile the arc but for the cut, clockwise from there.
    List<Run> runs() {
        var runs = new ArrayList<Run>();
        long begin = 0;
        // Fewer positions than pieces hold more members than that only if ids are not random.
        boolean few = members <= DIRECT_MAX || Long.compareUnsigned(width, ways) < 0;
        for (var segment : segments) {
            runs.addAll(few ? direct(segment) : delegated(pieces(segment, begin)));
            begin += segment.width();
        }
        return runs;
    }

    private static List<Arc> segments(Arc arc, long cut) {
        if (!arc.contains(cut)) {
            return List.of(arc);
        }
        if (arc.isWhole()) {
            return List.of(new Arc(cut + 1, cut));
        }
        var segments = new ArrayList<Arc>(2);
        if (cut + 1 != arc.to()) {
            segments.add(new Arc(cut + 1, arc.to()));
        }
        if (arc.from() != cut) {
            segments.add(new Arc(arc.from(), cut));
        }
        return segments;
    }

    private int members(Arc piece) {
        boolean withOrigin =
                piece.contains(origin.position()) && ring.holder(origin.position()).isPresent();
        return ring.count(piece) - (withOrigin ? 1 : 0);
    }

    /// One run a member. Each begins where the one before ends.
    private List<Run> direct(Arc segment) {
        var runs = new ArrayList<Run>();
        long from = segment.from();
        var members = membersOf(segment);
        for (int i = 0; i < members.size(); i++) {
            boolean last = i == members.size() - 1;
            long to = last ? segment.to() : members.get(i + 1).id().position();
            if (to == from) {
                // Two members at one position: no arc lies between them.
                to = from + 1;
            }
            runs.add(new Run(new Arc(from, to), 1, members.get(i), Optional.empty()));
            from = to;
        }
        return runs;
    }

    private List<Member> membersOf(Arc piece) {
        int count = ring.count(piece);
        var members = new ArrayList<Member>(count);
        int at = ring.ceiling(piece.from());
        for (int i = 0; i < count; i++) {
            var member = ring.at((at + i) % ring.size());
            if (!member.id().equals(origin)) {
                members.add(member);
            }
        }
        return members;
    }

    private List<Run> delegated(List<Arc> pieces) {
        var runs = new ArrayList<Run>(pieces.size());
        for (var piece : populated(pieces)) {
            int count = members(piece);
            var candidates = candidates(ring, piece, origin, seed);
            var second =
                    count >= doubledMin && candidates.size() > 1
                            ? Optional.of(candidates.get(1))
                            : Optional.<Member>empty();
            runs.add(new Run(piece, count, candidates.getFirst(), second));
        }
        return runs;
    }

    /// What lies in the segment of the equal pieces of all segments together: a piece that lies
    /// across the end of the arc is cut there.
    ///
    /// @param begin how many positions the segments before have
    private List<Arc> pieces(Arc segment, long begin) {
        long step = Long.divideUnsigned(width, ways);
        long end = begin + segment.width();
        long shift = segment.from() - begin;
        var pieces = new ArrayList<Arc>(ways);
        for (int i = 0; i < ways; i++) {
            long from = max(begin, i * step);
            long to = i == ways - 1 ? end : min(end, (i + 1) * step);
            if (Long.compareUnsigned(from, to) < 0) {
                pieces.add(new Arc(from + shift, to + shift));
            }
        }
        return pieces;
    }

    /// Pieces without a known member join the one before them, at the beginning the one after.
    private List<Arc> populated(List<Arc> pieces) {
        var populated = new ArrayList<Arc>(pieces.size());
        var before = Optional.<Arc>empty();
        for (var piece : pieces) {
            var joined = before.map(empty -> new Arc(empty.from(), piece.to())).orElse(piece);
            if (members(joined) > 0) {
                populated.add(joined);
                before = Optional.empty();
            } else if (populated.isEmpty()) {
                before = Optional.of(joined);
            } else {
                populated.add(new Arc(populated.removeLast().from(), piece.to()));
            }
        }
        return populated;
    }

    /// Who may be given a piece, in the order in which they are asked; at least one if the piece
    /// has a member besides the origin.
    ///
    /// Suspects are asked only where there is nobody else: that they are in doubt is shared
    /// knowledge. What this node alone thinks of a member has no say here.
    static List<Member> candidates(Ring ring, Arc piece, NodeId origin, long seed) {
        var sure = new ArrayList<Member>(WINDOW);
        var doubted = new ArrayList<Member>(0);
        int count = ring.count(piece);
        int first = ring.ceiling(piece.from());
        int start = countTo(ring, piece, Mix.point(seed, piece));
        for (int i = 0; i < count && sure.size() < WINDOW; i++) {
            var member = ring.at((first + (start + i) % count) % ring.size());
            if (!member.id().equals(origin)) {
                (member.status() == Status.ALIVE ? sure : doubted).add(member);
            }
        }
        var chosen = sure.isEmpty() ? doubted : sure;
        chosen.sort(
                Comparator.comparingLong((Member member) -> Mix.rank(seed, member.id()))
                        .reversed()
                        .thenComparing(Member::id));
        return chosen;
    }

    /// How many members of the piece stand before a point of it.
    private static int countTo(Ring ring, Arc piece, long point) {
        return point == piece.from() ? 0 : ring.count(new Arc(piece.from(), point));
    }

    private static long min(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    private static long max(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }
}
