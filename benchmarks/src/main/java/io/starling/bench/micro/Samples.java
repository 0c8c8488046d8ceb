package io.starling.bench.micro;

import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.wire.EventCodec;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// What is measured with: the same in every run. Stateless.
final class Samples {
    static final Pool POOL = Pool.lan("starling", "dc1");
    static final OriginBoot BOOT = new OriginBoot(1_795_000_000_000L, 0x5eed);
    /// As in the burst that the range-cast is specified for.
    private static final int PAYLOAD_BYTES = 200;
    private static final int PORT = 8301;

    private Samples() {}

    /// @return alive, with random ids, in the order of these
    static List<Member> members(int count) {
        var random = new SplittableRandom(1);
        return IntStream.range(0, count)
                .mapToObj(number -> member(number, random))
                .sorted(Comparator.comparing(Member::id))
                .toList();
    }

    private static Member member(int number, SplittableRandom random) {
        var boot = new OriginBoot(BOOT.ordinal() + number, random.nextLong());
        return new Member(
                new NodeId(random.nextLong(), random.nextLong()),
                "node-" + number,
                Endpoint.of(ByteBuffer.allocate(4).putInt(10 << 24 | number).array(), PORT),
                boot,
                Incarnation.first(boot),
                Status.ALIVE,
                ProtocolRange.CURRENT,
                Tags.NONE);
    }

    static EncodedEvent event(long sequence) {
        return EventCodec.encode(
                new UserEvent(
                        new EventId(1, sequence),
                        new EventKey(BOOT, sequence),
                        new LamportTime(sequence),
                        new NodeId(1, 2),
                        "deploy",
                        new byte[PAYLOAD_BYTES],
                        EventFilters.NONE,
                        1_795_000_000_000_000L));
    }
}
