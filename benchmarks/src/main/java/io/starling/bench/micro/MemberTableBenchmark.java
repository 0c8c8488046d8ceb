package io.starling.bench.micro;

import io.starling.gossip.membership.MemberTable;
import io.starling.gossip.membership.Merge;
import io.starling.gossip.membership.Tombstones;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Status;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.util.List;

/// What a claim does to the table: one that changes a row, a suspicion or its refutation in turn,
/// and one that has been heard before. They are about all members, one after the other, and making
/// those that change something is in the figures.
@State(Scope.Thread)
public class MemberTableBenchmark {
    /// From one member to another that is nowhere near; prime, so that all have their turn.
    private static final int STRIDE = 7_919;

    @Param({"1000", "10000"})
    public int members;

    private MemberTable table = table(1);
    private Claim[] heard = {};
    private int at;

    private static MemberTable table(int members) {
        var rows = Samples.members(members).toArray(Member[]::new);
        var table = new MemberTable(rows[0], rows.length, new Tombstones());
        table.form(rows);
        return table;
    }

    @Setup
    public void form() {
        table = table(members);
        heard = table.snapshot().stream().map(Member::alive).toArray(Claim[]::new);
    }

    @Benchmark
    public Merge claimThatChanges() {
        return table.merge(change(table.at(next())));
    }

    /// As in a node, which shows its members to other threads after each change: the next one is
    /// made in a copy.
    @Benchmark
    public List<Member> claimThatChangesWhatIsShown() {
        table.merge(change(table.at(next())));
        return table.snapshot();
    }

    @Benchmark
    public Merge claimThatIsStale() {
        return table.merge(heard[next()]);
    }

    /// Never the first, which is this node.
    private int next() {
        at = (at + STRIDE) % (members - 1);
        return at + 1;
    }

    private Claim change(Member row) {
        return row.status() == Status.ALIVE
                ? new Claim.Suspect(row.id(), row.incarnation(), table.self().id())
                : row.with(Status.ALIVE, row.incarnation().next()).alive();
    }
}
