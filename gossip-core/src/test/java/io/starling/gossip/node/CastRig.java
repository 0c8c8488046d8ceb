package io.starling.gossip.node;

import static io.starling.gossip.model.TestEvents.endpoint;
import static io.starling.gossip.model.TestEvents.node;

import io.starling.gossip.cast.Ring;
import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.EventId;
import io.starling.gossip.model.EventKey;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.Part;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;
import io.starling.gossip.model.TestEvents;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.Counter;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// A [RangeCast] and nothing else of a node: member 1 of some that stand evenly on the ring.
final class CastRig implements RangeCast.Knowledge {
    static final int SELF = 1;

    final Set<EventKey> known = new HashSet<>();
    final Set<EventKey> history = new HashSet<>();
    final EventWorld.Station station;
    final RangeCast cast;
    Ring ring;
    private final EventWorld world = new EventWorld(1);

    CastRig(int members) {
        this(members, GossipConfig.LAN.events());
    }

    CastRig(int members, GossipConfig.Events config) {
        ring = Ring.of(IntStream.rangeClosed(1, members).mapToObj(CastRig::member).toList());
        station = world.newcomer(SELF);
        var ports = new UserEvents.Ports(station, station, world.random, station);
        cast = new RangeCast(id(SELF), config, ports, station, () -> ring, this);
    }

    static NodeId id(int number) {
        return new NodeId((long) number << 56, number);
    }

    static Member member(int number) {
        return member(number, Status.ALIVE);
    }

    static Member member(int number, Status status) {
        return new Member(
                id(number),
                "n" + number,
                endpoint(number),
                TestEvents.boot(number),
                new Incarnation(1, 0),
                status,
                ProtocolRange.CURRENT,
                Tags.NONE);
    }

    static boolean isSelf(Member member) {
        return member.id().equals(id(SELF));
    }

    /// Member `number` is known to be dead.
    void bury(int number, int members) {
        ring =
                Ring.of(
                        IntStream.rangeClosed(1, members)
                                .filter(each -> each != number)
                                .mapToObj(CastRig::member)
                                .toList());
    }

    /// An event of this node's.
    static EncodedEvent own(long sequence) {
        return by(SELF, sequence);
    }

    /// An event of a member.
    static EncodedEvent by(int number, long sequence) {
        return new EncodedEvent(
                event(TestEvents.boot(number), sequence, id(number), 0), new byte[100]);
    }

    /// An event of somebody who is no member.
    static EncodedEvent foreign(long boot, long sequence) {
        return foreign(boot, sequence, 100);
    }

    static EncodedEvent foreign(long boot, long sequence, int bytes) {
        return new EncodedEvent(
                event(TestEvents.boot(boot), sequence, node(boot), 0), new byte[bytes]);
    }

    /// The first event of a foreign origin, in a tree of its own.
    static EncodedEvent foreignAt(long boot, long firedAtMicros) {
        return new EncodedEvent(
                event(TestEvents.boot(boot), 1, node(boot), firedAtMicros), new byte[100]);
    }

    private static UserEvent event(
            OriginBoot boot, long sequence, NodeId origin, long firedAtMicros) {
        return new UserEvent(
                new EventId(boot.ordinal(), sequence),
                new EventKey(boot, sequence),
                new LamportTime(sequence),
                origin,
                "deploy",
                new byte[0],
                EventFilters.NONE,
                firedAtMicros);
    }

    /// Member `from` hands an event over; it is new here, or not.
    void receive(int from, EncodedEvent event, HandOver over) {
        if (known.add(event.key())) {
            cast.received(event, endpoint(from), Optional.of(over));
        } else {
            cast.again(event.key(), endpoint(from), over);
        }
        advance(Duration.ZERO);
    }

    /// Copies in flight.
    List<EventWorld.Packet> handOvers() {
        return world.inFlight.stream()
                .filter(packet -> packet.part() instanceof Message.EventHandOver)
                .toList();
    }

    /// Takes what was sent out of flight: nobody gets it.
    List<EventWorld.Packet> lose() {
        var lost = List.copyOf(world.inFlight);
        world.inFlight.clear();
        return lost;
    }

    <T extends Part> List<T> sent(Class<T> kind) {
        return world.inFlight.stream()
                .map(EventWorld.Packet::part)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    List<Endpoint> targetsOf(Class<? extends Part> kind) {
        return world.inFlight.stream()
                .filter(packet -> kind.isInstance(packet.part()))
                .map(EventWorld.Packet::to)
                .toList();
    }

    void acknowledge(EventWorld.Packet copy, boolean busy) {
        acknowledge(copy, copy.to(), busy);
    }

    void acknowledge(EventWorld.Packet copy, Endpoint from, boolean busy) {
        var token = over(copy).token();
        cast.onReceipt(from, new Message.EventReceipt(LamportTime.ZERO, busy, List.of(token)));
    }

    static HandOver over(EventWorld.Packet copy) {
        return ((Message.EventHandOver) copy.part()).over();
    }

    void advance(Duration time) {
        world.advance(time);
    }

    /// Lets time pass until something is in flight.
    List<EventWorld.Packet> advanceUntilSent(Duration within) {
        var step = Duration.ofNanos(100_000);
        for (var left = within; left.isPositive() && world.inFlight.isEmpty(); ) {
            advance(step);
            left = left.minus(step);
        }
        return List.copyOf(world.inFlight);
    }

    int timers() {
        return world.pending();
    }

    long counted(Counter counter) {
        return station.counted(counter);
    }

    @Override
    public boolean known(EventKey event) {
        return known.contains(event);
    }

    @Override
    public boolean isHistory(EventKey event) {
        return history.contains(event);
    }

    @Override
    public LamportTime time() {
        return LamportTime.ZERO;
    }

    @Override
    public void witness(LamportTime time) {}
}
