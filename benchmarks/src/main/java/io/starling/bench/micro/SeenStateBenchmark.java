package io.starling.bench.micro;

import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.node.GossipConfig;
import io.starling.gossip.retention.SeenState;
import io.starling.gossip.retention.Sighting;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Which events were seen: one origin's, in order or as a lossy network brings them. The key of the
/// event, 24 bytes, is in the figures.
@State(Scope.Thread)
public class SeenStateBenchmark {
    /// Events come in blocks of so many, each block from behind: all but one leave a gap.
    private static final int BLOCK = 64;

    private final NodeId origin = new NodeId(1, 2);
    private final SeenState ordered = fresh();
    private final SeenState gappy = fresh();
    private long sequence;

    private static SeenState fresh() {
        var config = GossipConfig.LAN.events();
        return new SeenState(config.windowMax(), config.originsMax(), config.retention());
    }

    @Benchmark
    public Sighting witnessInOrder() {
        return ordered.witness(new EventKey(Samples.BOOT, ++sequence), origin, 0);
    }

    @Benchmark
    public Sighting witnessWithGaps() {
        long place = sequence++;
        long backwards = place / BLOCK * BLOCK + BLOCK - place % BLOCK;
        return gappy.witness(new EventKey(Samples.BOOT, backwards), origin, 0);
    }
}
