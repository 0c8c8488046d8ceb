package io.starling.bench.micro;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.Part;
import io.starling.gossip.wire.Decoded;
import io.starling.gossip.wire.PacketCodec;
import io.starling.gossip.wire.PartCodec;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.util.List;
import java.util.function.Predicate;

/// Bytes to model and back: a datagram with one event of 200 bytes, and its receipt.
@State(Scope.Thread)
public class CodecBenchmark {
    private static final Predicate<EventKey> NONE = _ -> false;

    private final PacketCodec codec = new PacketCodec(Samples.POOL, Samples.BOOT);
    private final Message.EventHandOver handOver =
            new Message.EventHandOver(
                    Samples.event(1),
                    new HandOver(new Arc(1, -1), 7, 7, 1_000_000, Duty.SHARED, false));
    private final Message.EventReceipt receipt =
            new Message.EventReceipt(new LamportTime(1), false, List.of(1_000_000));
    private final byte[] handedOver = datagram(handOver);
    private final byte[] copied = datagram(new Message.EventCopy(handOver.event(), false));
    private final Predicate<EventKey> known = handOver.event().key()::equals;

    private byte[] datagram(Part part) {
        return codec.encode(List.of(PartCodec.encode(part)), false);
    }

    @Benchmark
    public byte[] encodeHandOver() {
        return datagram(handOver);
    }

    @Benchmark
    public byte[] encodeReceipt() {
        return datagram(receipt);
    }

    @Benchmark
    public Decoded decodeNewEvent() {
        return codec.decode(handedOver, NONE);
    }

    @Benchmark
    public Decoded recogniseHandOverAgain() {
        return codec.decode(handedOver, known);
    }

    @Benchmark
    public Decoded recogniseCopyAgain() {
        return codec.decode(copied, known);
    }
}
