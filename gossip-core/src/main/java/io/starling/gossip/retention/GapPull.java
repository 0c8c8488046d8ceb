package io.starling.gossip.retention;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.OriginBoot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/*
 * The model. A hole is a range of sequences as it was when it was noticed. It is not split when
 * parts of it arrive: what is still missing of it is asked of the seen state when the hole is due.
 * So an arrival costs one look-up, and a hole that the ordinary spread has filled meanwhile costs
 * no message.
 *
 * The pace. A hole is due a short delay after it was noticed, then at doubling delays while nobody
 * answers. While somebody does, the next pull to the same member follows its answers: at once when
 * all that it could answer has come, shortly after the last when some is missing. A tail of
 * thousands therefore comes at one pull a round trip and not at one a delay, and never more than a
 * pull's worth is under way from one member.
 */

/// What is missing, whom to ask for it, and when (dissemination by repair; Demers §1.3).
///
/// The informant is asked first, then random members, oldest sequence first, until retention ends
/// or two members say that they no longer have it. What nobody answered waits until what comes
/// after it was asked for too. At most [#HOLES_MAX] holes are tracked, and one
/// an origin beyond; at the bound a new hole becomes part of the last one of its origin.
///
/// Confined to the node's loop.
public final class GapPull {
    public static final int HOLES_MAX = 1_024;

    private static final Duration DELAY_MAX = Duration.ofSeconds(5);
    /// The wait for the rest of an answer is this part of the first delay.
    private static final int PACE_PART = 5;
    private static final int DOUBLINGS_MAX = 20;

    private final long firstDelayNanos;
    private final long delayMaxNanos;
    private final long paceNanos;
    private final long retentionNanos;
    private final int holesMax;

    /// By the last sequence of the hole: the hole that may contain a sequence is the ceiling of its
    /// key.
    private final TreeMap<EventKey, Hole> holes = new TreeMap<>();
    /// No hole is due or expires before; may be too early.
    private long wakeAtNanos;

    /// @param firstDelay how long a hole is left to the ordinary spread
    public GapPull(Duration firstDelay, Duration retention) {
        this(firstDelay, retention, HOLES_MAX);
    }

    GapPull(Duration firstDelay, Duration retention, int holesMax) {
        this.firstDelayNanos = firstDelay.toNanos();
        this.delayMaxNanos = Math.max(DELAY_MAX.toNanos(), firstDelayNanos);
        this.paceNanos = firstDelayNanos / PACE_PART;
        this.retentionNanos = retention.toNanos();
        this.holesMax = holesMax;
    }

    /// A pull to be sent.
    ///
    /// @param ranges at most [PullAnswer#RANGES_MAX], oldest first within each origin
    public record Ask(Endpoint target, List<EventRange> ranges) {}

    /// A hole whose time is over.
    ///
    /// @param gone the highest sequence of it that a member said to have had once; 0 if nobody did
    public record Expired(EventRange range, long gone) {}

    /// Where to find somebody to ask.
    @FunctionalInterface
    public interface Members {
        /// @return a random member other than `except`; that one if there is no other; empty if
        ///     this node is alone
        Optional<Endpoint> any(Optional<Endpoint> except);
    }

    /// Takes up a hole.
    ///
    /// @param range not wanted so far, above all that is wanted of its origin
    /// @param informant the member from which it became known
    public void want(EventRange range, Endpoint informant, long nowNanos) {
        var last = lastOf(range.boot());
        if (last.isPresent() && holes.size() >= holesMax) {
            holes.remove(last.get().key());
            last.get().to = range.to();
            holes.put(last.get().key(), last.get());
            return;
        }
        var hole = new Hole(range, informant, nowNanos, nowNanos + firstDelayNanos);
        wakeBy(hole.dueAtNanos);
        holes.put(hole.key(), hole);
    }

    /// A member answered with an event, which is marked as seen by now.
    public void answered(EventKey key, Endpoint source, long nowNanos) {
        var found = holes.ceilingEntry(key);
        if (found == null || !found.getValue().contains(key)) {
            return;
        }
        var hole = found.getValue();
        if (hole.from == hole.to) {
            holes.remove(hole.key());
            return;
        }
        hole.arrived++;
        hole.attempts = 0;
        hole.informant = source;
        hole.dueAtNanos = hole.arrived >= hole.asked ? nowNanos : nowNanos + paceNanos;
        wakeBy(hole.dueAtNanos);
    }

    /// A member said that it no longer has `range`.
    ///
    /// @return the parts that another member said the same of: nobody will be asked for them any
    ///     more, give them up
    public List<EventRange> gone(EventRange range, Endpoint source, long nowNanos) {
        var confirmed = new ArrayList<EventRange>();
        var from = new EventKey(range.boot(), range.from());
        for (var hole : holes.tailMap(from, true).values()) {
            if (!hole.boot.equals(range.boot()) || hole.from > range.to()) {
                break;
            }
            var part =
                    new EventRange(
                            hole.boot,
                            Math.max(hole.from, range.from()),
                            Math.min(hole.to, range.to()));
            var agreed = hole.goneAt(source, part);
            agreed.ifPresent(confirmed::add);
            if (agreed.isPresent() || hole.attempts < 2) {
                // Somebody else should know soon. Not sooner again for the same news, or two
                // members that have nothing would be asked in turn without a pause.
                hole.attempts = Math.max(hole.attempts, 2);
                hole.dueAtNanos = nowNanos + paceNanos;
                wakeBy(hole.dueAtNanos);
            }
        }
        return confirmed;
    }

    /// @return the holes whose time is over, no longer wanted
    public List<Expired> expire(long nowNanos) {
        if (!awake(nowNanos)) {
            return List.of();
        }
        var expired = new ArrayList<Expired>();
        holes.values()
                .removeIf(
                        hole -> {
                            boolean over = nowNanos - hole.noticedAtNanos >= retentionNanos;
                            if (over) {
                                expired.add(new Expired(hole.range(), hole.goneMax));
                            }
                            return over;
                        });
        return expired;
    }

    /// No longer wants what lies above `sequence`.
    public void forgetAbove(OriginBoot boot, long sequence) {
        for (var last = lastOf(boot);
                last.isPresent() && last.get().to > sequence;
                last = lastOf(boot)) {
            var hole = last.get();
            holes.remove(hole.key());
            if (hole.from <= sequence) {
                hole.to = sequence;
                holes.put(hole.key(), hole);
            }
        }
    }

    /// What to ask for now. Each member is asked for as much as one answer can hold; the rest
    /// follows shortly.
    ///
    /// Call [#expire] before.
    public List<Ask> due(long nowNanos, SeenState seen, Members members) {
        if (!awake(nowNanos)) {
            return List.of();
        }
        var round = new PullRound(members);
        wakeAtNanos = nowNanos + retentionNanos;
        holes.values().removeIf(hole -> !stays(hole, nowNanos, seen, round));
        return round.asks();
    }

    /// When [#expire] and [#due] have something to say, or a little before; empty while nothing is
    /// wanted.
    public OptionalLong nextDeadline() {
        return holes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(wakeAtNanos);
    }

    /// Holes that are tracked.
    public int holes() {
        return holes.size();
    }

    private boolean stays(Hole hole, long nowNanos, SeenState seen, PullRound round) {
        if (nowNanos - hole.dueAtNanos >= 0) {
            var missing = missing(hole, seen);
            if (missing.isEmpty()) {
                return false;
            }
            ask(hole, missing, nowNanos, round);
        }
        wakeBy(hole.dueAtNanos);
        wakeBy(hole.noticedAtNanos + retentionNanos);
        return true;
    }

    /// From where the next pull begins, or from the start when nothing is missing after that.
    private static List<EventRange> missing(Hole hole, SeenState seen) {
        var rest = new EventRange(hole.boot, hole.next(), hole.to);
        var missing = seen.missing(rest, PullAnswer.RANGES_MAX);
        return missing.isEmpty() && rest.from() > hole.from
                ? seen.missing(hole.range(), PullAnswer.RANGES_MAX)
                : missing;
    }

    private void ask(Hole hole, List<EventRange> missing, long nowNanos, PullRound round) {
        var target = hole.attempts == 0 ? Optional.of(hole.informant) : round.random(hole.gone);
        int asked = target.map(endpoint -> round.ask(endpoint, missing)).orElse(0);
        if (target.isPresent() && asked == 0) {
            hole.dueAtNanos = nowNanos + paceNanos;
            return;
        }
        hole.askedFrom = missing.getFirst().from();
        hole.askedTo = afterFirst(asked, missing);
        hole.asked = asked;
        hole.arrived = 0;
        hole.attempts++;
        hole.dueAtNanos = nowNanos + delayNanos(hole.attempts);
    }

    /// @return the sequence after the `count` first ones
    private static long afterFirst(int count, List<EventRange> ranges) {
        long left = count;
        long after = ranges.getFirst().from();
        for (var range : ranges) {
            if (left <= 0) {
                break;
            }
            after = range.from() + Math.min(left, range.count());
            left -= range.count();
        }
        return after;
    }

    private long delayNanos(int attempts) {
        int doublings = Math.min(attempts, DOUBLINGS_MAX);
        boolean capped = firstDelayNanos > delayMaxNanos >> doublings;
        return capped ? delayMaxNanos : firstDelayNanos << doublings;
    }

    private Optional<Hole> lastOf(OriginBoot boot) {
        var last = holes.floorEntry(new EventKey(boot, Long.MAX_VALUE));
        return last != null && last.getValue().boot.equals(boot)
                ? Optional.of(last.getValue())
                : Optional.empty();
    }

    private boolean awake(long nowNanos) {
        return !holes.isEmpty() && nowNanos - wakeAtNanos >= 0;
    }

    private void wakeBy(long atNanos) {
        if (holes.isEmpty() || atNanos - wakeAtNanos < 0) {
            wakeAtNanos = atNanos;
        }
    }
}
