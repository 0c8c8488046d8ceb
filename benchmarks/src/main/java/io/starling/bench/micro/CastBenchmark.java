package io.starling.bench.micro;

import io.starling.gossip.cast.Cast;
import io.starling.gossip.cast.Ring;
import io.starling.gossip.cast.Task;
import io.starling.gossip.model.Arc;
import io.starling.gossip.model.NodeId;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.util.Comparator;
import java.util.List;

/// The tree of an event: cutting an arc into pieces and choosing their delegates, at the origin for
/// the whole ring, and at the delegate of its largest piece. Each time for another event.
@State(Scope.Thread)
public class CastBenchmark {
    @Param({"1000", "10000"})
    public int members;

    private Ring ring = Ring.of(List.of());
    private NodeId origin = new NodeId(0, 0);
    private NodeId delegate = origin;
    private Arc arc = Arc.whole(0);
    private long cut;
    private long seed;

    @Setup
    public void form() {
        var all = Samples.members(members);
        ring = Ring.of(all);
        origin = all.get(members / 2).id();
        var piece =
                wholeRing().stream()
                        .filter(Task::isFirstChoice)
                        .max(Comparator.comparingInt(Task::members))
                        .orElseThrow();
        delegate = piece.target().id();
        arc = piece.arc();
        cut = piece.cut();
    }

    @Benchmark
    public List<Task> wholeRing() {
        long start = origin.position();
        return new Cast(origin, origin, ++seed, false)
                .execute(ring, Arc.whole(start), start, false);
    }

    @Benchmark
    public List<Task> delegatesArc() {
        return new Cast(delegate, origin, ++seed, false).execute(ring, arc, cut, true);
    }
}
