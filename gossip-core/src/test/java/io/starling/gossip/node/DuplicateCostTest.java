package io.starling.gossip.node;

import static io.starling.gossip.Fixtures.boot;
import static io.starling.gossip.Fixtures.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.HandOver.Duty;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Part;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Timing;
import io.starling.gossip.wire.Decoded;
import io.starling.gossip.wire.EventCodec;
import io.starling.gossip.wire.PacketCodec;
import io.starling.gossip.wire.PartCodec;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a copy of an event costs that was had before: besides the datagram that it came in, which
/// the transport has copied once, a few small objects. Its body is never looked at.
///
/// A whole node deals with the copies, up to the receipts that it sends.
class DuplicateCostTest {
    /// Of allocation, for each copy.
    private static final int BYTES_MAX = 256;
    /// For the compiler: before it has seen to the way of a copy, there are more objects.
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TURNS = 2_000;
    private static final int MEMBERS = 200;
    private static final Pool POOL = Pool.lan("starling", "dc1");
    private static final Endpoint PEER = endpoint(3);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final RecordingRuntime world = new RecordingRuntime();
    private final PacketCodec packets = new PacketCodec(POOL, boot(1));
    private final GossipNode node;
    private long duplicates;

    DuplicateCostTest() {
        var identity = new NodeIdentity("self", POOL, endpoint(0), Tags.NONE);
        node =
                GossipNode.startFormed(
                        GossipConfig.LAN, identity, ports(), NodeListener.NONE, this::formed);
        world.advance(Duration.ZERO);
    }

    @Test
    void aCopyThatComesAloneCostsAFewSmallObjects() {
        world.receive(PEER, datagram(handOver(1)));
        var arrival = world.arrival(PEER, List.of(datagram(copy(1))));
        costsAtMost(BYTES_MAX, () -> world.run(arrival));
        assertThat(duplicates).isGreaterThanOrEqualTo(TURNS);
    }

    @Test
    void aHandOverThatComesAloneIsReadForAFewSmallObjects() {
        var datagram = datagram(handOver(1));
        costsAtMost(BYTES_MAX, () -> packets.decode(datagram, _ -> true));
    }

    @Test
    void handOversOfABurstCostAFewSmallObjectsEachWithTheirReceipts() {
        var parts = IntStream.rangeClosed(1, 4).mapToObj(DuplicateCostTest::handOver);
        var datagrams = Collections.nCopies(16, datagram(parts.toArray(Part[]::new)));
        int copies = 64;
        var arrival = world.arrival(PEER, datagrams);
        world.run(arrival);
        duplicates = 0;
        costsAtMost(
                BYTES_MAX * copies,
                () -> {
                    world.sent.clear();
                    world.run(arrival);
                });
        assertThat(duplicates).isGreaterThanOrEqualTo((long) TURNS * copies);
        assertThat(receipts()).isEqualTo(copies);
    }

    /// @param turn what is done again and again
    private static void costsAtMost(int bytesMax, Runnable turn) {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bytes(turn)).isLessThanOrEqualTo(bytesMax));
    }

    private static long bytes(Runnable turn) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < TURNS; i++) {
            turn.run();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / TURNS;
    }

    /// How many hand-overs the node acknowledged in its last turn.
    private int receipts() {
        return world.sent.stream()
                .flatMap(sent -> parts(sent.datagram()).stream())
                .mapToInt(part -> part instanceof Message.EventReceipt it ? it.tokens().size() : 0)
                .sum();
    }

    private List<Part> parts(byte[] datagram) {
        return packets.decode(datagram, _ -> false) instanceof Decoded.Packet packet
                ? packet.parts()
                : List.of();
    }

    private byte[] datagram(Part... parts) {
        return packets.encode(Arrays.stream(parts).map(PartCodec::encode).toList(), false);
    }

    private static Part copy(int sequence) {
        return new Message.EventCopy(event(sequence), false);
    }

    private static Part handOver(int sequence) {
        int token = 1_000_000 + sequence;
        var over = new HandOver(Arc.whole(7), 7, 1, token, Duty.SHARED, false);
        return new Message.EventHandOver(event(sequence), over);
    }

    private static EncodedEvent event(int sequence) {
        return EventCodec.encode(
                new UserEvent(
                        new EventId(5, sequence),
                        new EventKey(boot(5), sequence),
                        new LamportTime(sequence),
                        new NodeId(5, 5),
                        "deploy",
                        new byte[200],
                        EventFilters.NONE,
                        0));
    }

    private Member[] formed() {
        var random = new SplittableRandom(1);
        var others =
                IntStream.range(1, MEMBERS)
                        .mapToObj(
                                number ->
                                        new Member(
                                                new NodeId(random.nextLong(), random.nextLong()),
                                                "n" + number,
                                                endpoint(number),
                                                boot(number),
                                                Incarnation.first(boot(number)),
                                                Status.ALIVE,
                                                ProtocolRange.CURRENT,
                                                Tags.NONE));
        return Stream.concat(Stream.of(node.self()), others)
                .sorted(Comparator.comparing(Member::id))
                .toArray(Member[]::new);
    }

    /// The recorded world, but for its counters: those are boxed.
    private NodeRuntime ports() {
        var ports = world.ports();
        return new NodeRuntime(
                ports.clock(),
                ports.scheduler(),
                ports.transport(),
                ports.random(),
                ports.storage(),
                ports.resolver(),
                ports.offload(),
                new Duplicates());
    }

    private final class Duplicates implements Observer {
        @Override
        public void count(Counter counter, long amount) {
            duplicates += counter == Counter.EVENTS_DUPLICATE ? amount : 0;
        }

        @Override
        public void gauge(Gauge gauge, long value) {}

        @Override
        public void timing(Timing timing, long nanos) {}
    }
}
