package io.starling.gossip.cast;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The journey of one event through this node: which arcs it has executed, and where copies came
/// from.
///
/// Confined to the node's loop.
public final class Cast {
    /// Copies whose senders are remembered.
    static final int SOURCES_MAX = 3;
    /// Arcs that others may have this node execute, of one event; several times what loss of every
    /// third datagram leads to. Beyond it somebody plays with us.
    static final int ARCS_MAX = 64;

    private final NodeId self;
    private final NodeId origin;
    private final long seed;
    private final boolean economy;
    private final List<Executed> executed = new ArrayList<>(1);
    private final List<Source> sources = new ArrayList<>(2);

    private record Executed(Arc arc, boolean shared) {}

    private record Source(Endpoint endpoint, int via) {}

    public Cast(NodeId self, NodeId origin, long seed, boolean economy) {
        this.self = self;
        this.origin = origin;
        this.seed = seed;
        this.economy = economy;
    }

    public boolean economy() {
        return economy;
    }

    /// A copy came from somebody who executes the arc that `via` names.
    ///
    /// @return whether that is remembered
    public boolean heard(Endpoint source, int via) {
        return sources.size() < SOURCES_MAX && sources.add(new Source(source, via));
    }

    /// Whether a copy came from there: then the event need not be confirmed to it.
    public boolean cameFrom(Endpoint peer) {
        return sources.stream().anyMatch(source -> source.endpoint().equals(peer));
    }

    /// Whether whoever is at `delegate` was heard executing this very arc. Then a substitute for it
    /// has nothing to do.
    public boolean isAtWork(Endpoint delegate, Arc arc) {
        return sources.contains(new Source(delegate, Mix.via(arc)));
    }

    /// Whether this very arc has been executed: being given it again leads to no more than a copy
    /// for the one at the cut.
    public boolean hasExecuted(Arc arc) {
        return isDone(arc, true);
    }

    /// Whether it would be one arc too many.
    public boolean isTooMuch(Arc arc) {
        return executed.size() >= ARCS_MAX && !hasExecuted(arc);
    }

    /// Makes what follows from being given an arc: hands over its pieces, executing at once those
    /// that fall to this node.
    ///
    /// An arc is executed once. "A larger arc that contains this one was executed" looks as good a
    /// reason to stop and is not: two nodes could each hand the overlap to the other, and both
    /// stop. Since only the same arc stops it, each execution hands on strictly smaller ones, and
    /// coverage follows by induction.
    ///
    /// @param shared whether another delegate has the same arc
    public List<Task> execute(Ring ring, Arc arc, long cut, boolean shared) {
        if (isDone(arc, shared)) {
            return List.of();
        }
        var tasks = new ArrayList<Task>();
        execute(ring, arc, cut, shared, tasks);
        return tasks;
    }

    /// Whether nothing follows from being given this arc once more, as with most copies.
    private boolean isDone(Arc arc, boolean shared) {
        for (int i = 0; i < executed.size(); i++) {
            var done = executed.get(i);
            if (done.arc().equals(arc) && (shared || !done.shared())) {
                return true;
            }
        }
        return false;
    }

    private void execute(Ring ring, Arc arc, long cut, boolean shared, List<Task> tasks) {
        if (isDone(arc, shared)) {
            return;
        }
        if (!shared && cut != self.position()) {
            // Nobody else sees to the one at the cut, whom the pieces leave out.
            ring.holder(cut)
                    .filter(member -> arc.contains(cut) && !member.id().equals(origin))
                    .ifPresent(member -> tasks.add(leaf(member, arc)));
        }
        boolean before = hasExecuted(arc);
        executed.add(new Executed(arc, shared));
        if (before) {
            return;
        }
        for (var run : new Split(ring, arc, cut, origin, seed, economy).runs()) {
            delegate(ring, run, arc, tasks);
        }
    }

    private void delegate(Ring ring, Run run, Arc from, List<Task> tasks) {
        boolean isFirst = isSelf(run.first());
        boolean isSecond = run.second().filter(this::isSelf).isPresent();
        if (!isFirst) {
            tasks.add(task(run, run.first(), run.second(), from));
        }
        if (run.second().isPresent() && !isSecond) {
            tasks.add(task(run, run.second().get(), Optional.of(run.first()), from));
        }
        if (isFirst || isSecond) {
            execute(ring, run.arc(), run.first().id().position(), isSecond, tasks);
        }
    }

    /// Who takes the place of delegates that kept silent. It is never this node: what it can do
    /// for the arc it has done.
    ///
    /// @param asked how many others have been asked
    public Optional<Task> substitute(Ring ring, Task silent, int asked) {
        var candidates = Split.candidates(ring, silent.arc(), origin, seed);
        return candidates.stream()
                .filter(member -> !isSelf(member))
                .skip(asked)
                .findFirst()
                .map(
                        member ->
                                new Task(
                                        member,
                                        silent.arc(),
                                        silent.members(),
                                        silent.cut(),
                                        silent.via(),
                                        Duty.ALONE,
                                        Optional.empty()));
    }

    private Task task(Run run, Member target, Optional<Member> partner, Arc from) {
        var duty =
                partner.isPresent()
                        ? Duty.SHARED
                        : run.members() == 1 && target.status() != Status.ALIVE
                                ? Duty.LEAF
                                : Duty.ALONE;
        return new Task(
                target,
                run.arc(),
                run.members(),
                run.first().id().position(),
                Mix.via(from),
                duty,
                partner);
    }

    private static Task leaf(Member target, Arc from) {
        return new Task(
                target,
                from,
                1,
                target.id().position(),
                Mix.via(from),
                Duty.LEAF,
                Optional.empty());
    }

    private boolean isSelf(Member member) {
        return member.id().equals(self);
    }
}
