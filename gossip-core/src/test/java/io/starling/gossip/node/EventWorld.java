package io.starling.gossip.node;

import static io.starling.gossip.model.TestEvents.boot;
import static io.starling.gossip.model.TestEvents.node;

import io.starling.gossip.model.Arc;
import io.starling.gossip.model.Delivery;
import io.starling.gossip.model.EncodedEvent;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.EventFilters;
import io.starling.gossip.model.HandOver;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Message;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Part;
import io.starling.gossip.model.TestEvents;
import io.starling.gossip.model.UserEvent;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.runtime.NodeClock;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Scheduler;
import io.starling.gossip.runtime.Timing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/// A few event components and nothing else of a node, in virtual time; what they send lies in a
/// list until the test delivers or drops it.
final class EventWorld {
    final List<Packet> inFlight = new ArrayList<>();
    final List<Station> stations = new ArrayList<>();
    final Random random;

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(
                    Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::order));
    private long nowNanos = 1_000;
    private long order;
    private boolean inLoop = true;

    EventWorld(long seed) {
        random = new Random(seed);
    }

    static final int FANOUT = 6;

    private static final HandOver LEAF =
            new HandOver(Arc.whole(0), 0, 0, 0, HandOver.Duty.LEAF, false);

    static Message.EventHandOver handedOver(EncodedEvent event) {
        return new Message.EventHandOver(event, LEAF);
    }

    record Packet(Endpoint from, Endpoint to, Part part) {}

    private record Task(long atNanos, long order, Runnable work) {}

    Station station(int number) {
        return station(number, GossipConfig.LAN.events());
    }

    Station station(int number, GossipConfig.Events config) {
        var station = newcomer(number, config);
        station.events.visited(station.at, true, List.of(), LamportTime.ZERO);
        return station;
    }

    /// One that has exchanged state with nobody yet.
    Station newcomer(int number) {
        return newcomer(number, GossipConfig.LAN.events());
    }

    private Station newcomer(int number, GossipConfig.Events config) {
        var station = new Station(number, config);
        stations.add(station);
        return station;
    }

    long nowNanos() {
        return nowNanos;
    }

    /// Timers that are set, and tasks that wait for the loop.
    int pending() {
        return tasks.size();
    }

    void leaveLoop() {
        inLoop = false;
    }

    void advance(Duration time) {
        long until = nowNanos + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().atNanos() <= until) {
            var task = tasks.poll();
            nowNanos = Math.max(nowNanos, task.atNanos());
            task.work().run();
        }
        nowNanos = until;
    }

    /// Delivers all that is in flight, and what that causes, without letting time pass.
    void settle() {
        advance(Duration.ZERO);
        while (!inFlight.isEmpty()) {
            deliver(inFlight.removeFirst());
            advance(Duration.ZERO);
        }
    }

    void deliver(Packet packet) {
        stations.stream()
                .filter(station -> station.at.equals(packet.to()))
                .forEach(station -> station.receive(packet.from(), packet.part()));
    }

    List<Part> sentTo(Endpoint target) {
        return inFlight.stream().filter(p -> p.to().equals(target)).map(Packet::part).toList();
    }

    /// One node's events.
    final class Station implements Scheduler, Observer, Peers, PartSender, NodeClock {
        final Endpoint at;
        final UserEvents.Local local;
        final GossipConfig.Events config;
        final List<Delivery> delivered = new ArrayList<>();
        final Map<Counter, Long> counts = new EnumMap<>(Counter.class);
        final Map<Timing, List<Long>> timings = new EnumMap<>(Timing.class);
        final UserEvents events;
        /// Members that exist besides the stations.
        final List<Endpoint> others = new ArrayList<>();
        long queuedBytes;
        long wallMicros;

        Station(int number, GossipConfig.Events config) {
            this.at = TestEvents.endpoint(number);
            this.local = new UserEvents.Local(node(number), boot(number), LamportTime.ZERO);
            this.config = config;
            this.events =
                    new UserEvents(
                            local,
                            config,
                            new UserEvents.Ports(this, this, new Random(number), this),
                            new UserEvents.Links(
                                    new TestEncoder(),
                                    this,
                                    this,
                                    new RandomSpread(FANOUT, this, this),
                                    delivered::add));
        }

        long counted(Counter counter) {
            return counts.getOrDefault(counter, 0L);
        }

        /// As the wire does: what is known is dropped unread.
        void receive(Endpoint from, Part part) {
            switch (part) {
                case Message.EventCopy(var event, _) when events.known(event.key()) ->
                        events.onDuplicates(1);
                case Message.EventCopy(var event, boolean reply) when reply ->
                        events.onCopy(from, event, true);
                case Message.EventCopy(var event, _) -> events.onHandOver(from, handedOver(event));
                case Message.EventPull pull -> events.onPull(from, pull);
                case Message.EventGone gone -> events.onGone(from, gone);
                case Part other -> throw new AssertionError("not about events: " + other);
            }
        }

        /// What was delivered, as text: `2#1`, `2#1 late`, `gap 2#1..3`.
        List<String> told() {
            return delivered.stream()
                    .map(
                            delivery ->
                                    switch (delivery) {
                                        case Delivery.Event(var event, boolean late, _) ->
                                                name(event.key().boot().ordinal())
                                                        + "#"
                                                        + event.key().sequence()
                                                        + (late ? " late" : "");
                                        case Delivery.Asked asked ->
                                                throw new AssertionError(asked);
                                        case Delivery.Gap(var gap) ->
                                                "gap %s#%d..%d"
                                                        .formatted(
                                                                name(gap.boot().ordinal()),
                                                                gap.from(),
                                                                gap.to());
                                    })
                    .toList();
        }

        private static String name(long ordinal) {
            return Long.toString(ordinal);
        }

        @Override
        public Timer schedule(Duration delay, Runnable work) {
            var task = new Task(nowNanos + delay.toNanos(), order++, work);
            tasks.add(task);
            return () -> tasks.remove(task);
        }

        @Override
        public void execute(Runnable work) {
            schedule(Duration.ZERO, work);
        }

        @Override
        public boolean inLoop() {
            return inLoop;
        }

        @Override
        public void count(Counter counter, long amount) {
            counts.merge(counter, amount, Long::sum);
        }

        @Override
        public void gauge(Gauge gauge, long value) {
            throw new AssertionError("gauges are the node's");
        }

        @Override
        public void timing(Timing timing, long nanos) {
            timings.computeIfAbsent(timing, _ -> new ArrayList<>()).add(nanos);
        }

        @Override
        public List<Endpoint> sample(int count, List<Endpoint> except) {
            var candidates = new ArrayList<>(others);
            stations.forEach(station -> candidates.add(station.at));
            candidates.remove(at);
            candidates.removeAll(except);
            Collections.shuffle(candidates, random);
            return List.copyOf(candidates.subList(0, Math.min(count, candidates.size())));
        }

        @Override
        public Optional<Endpoint> endpoint(NodeId member) {
            return stations.stream()
                    .filter(station -> station.local.id().equals(member))
                    .map(station -> station.at)
                    .findFirst();
        }

        @Override
        public void send(Endpoint target, Part part) {
            inFlight.add(new Packet(at, target, part));
        }

        @Override
        public long queuedBytes() {
            return queuedBytes;
        }

        @Override
        public long nanoTime() {
            return nowNanos;
        }

        @Override
        public long wallMicros() {
            return wallMicros;
        }
    }

    /// Name and payload, nothing around them.
    static final class TestEncoder implements EventEncoder {
        @Override
        public int contentBytes(String name, byte[] payload, EventFilters filters) {
            return name.getBytes(StandardCharsets.UTF_8).length + payload.length;
        }

        @Override
        public EncodedEvent encode(UserEvent event) {
            return new EncodedEvent(event, event.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
