package io.starling.bench.micro;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Claim;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Part;
import io.starling.gossip.wire.PacketCodec;
import io.starling.gossip.wire.PartCodec;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Full datagrams, from messages to sealed bytes: hand-overs of a burst, and claims.
@State(Scope.Thread)
public class PackingBenchmark {
    private static final int DATAGRAM_BYTES = 1_400;

    private final PacketCodec codec = new PacketCodec(Samples.POOL, Samples.BOOT);
    private final List<Part> handOvers = fill(PackingBenchmark::handOver);
    private final List<Part> claims = fill(PackingBenchmark::suspect);

    private static Part handOver(int number) {
        var over = new HandOver(new Arc(1, -1), 7, 7, 1_000_000 + number, Duty.SHARED, false);
        return new Message.EventHandOver(Samples.event(number), over);
    }

    private static Part suspect(int number) {
        var member = Samples.members(2).getFirst();
        return new Claim.Suspect(member.id(), member.incarnation(), new NodeId(number, number));
    }

    /// As many as fit.
    private List<Part> fill(IntFunction<Part> parts) {
        int room = DATAGRAM_BYTES - codec.overheadBytes(false);
        int count = room / PartCodec.encode(parts.apply(1)).length;
        return IntStream.rangeClosed(1, count).mapToObj(parts).toList();
    }

    @Benchmark
    public byte[] handOvers() {
        return pack(handOvers);
    }

    @Benchmark
    public byte[] claims() {
        return pack(claims);
    }

    private byte[] pack(List<Part> parts) {
        return codec.encode(parts.stream().map(PartCodec::encode).toList(), false);
    }
}
