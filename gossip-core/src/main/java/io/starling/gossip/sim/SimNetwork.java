package io.starling.gossip.sim;

import io.starling.gossip.model.Endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Everything between the hosts: delays, faults, and counters of what passed.
public final class SimNetwork {

    /// What moves.
    public enum Traffic {
        DATAGRAM,
        REQUEST,
        REPLY
    }

    /// How much of one kind moved so far.
    ///
    /// @param delivered handed to a process; duplicates count, so it may exceed `sent`
    /// @param lost by the network, or because nobody was there
    /// @param overflowed found no room in the buffers of a busy, paused or blocked host
    public record Tally(
            long sent,
            long sentBytes,
            long delivered,
            long deliveredBytes,
            long lost,
            long lostBytes,
            long overflowed) {}

    private static final int SENT = 0;
    private static final int DELIVERED = 1;
    private static final int LOST = 2;
    private static final int OVERFLOWED = 3;
    private static final int RETRANSMIT_MILLIS = 200;

    private final SimWorld world;
    private final SplittableRandom random;
    private final DelayModel delays;
    private final List<Interference> faults = new ArrayList<>();
    private final Passage passage = new Passage();
    private final long[][] counts = new long[Traffic.values().length][8];

    SimNetwork(SimWorld world, DelayModel delays, SplittableRandom random) {
        this.world = world;
        this.delays = delays;
        this.random = random;
    }

    /// Lasts until [#heal].
    ///
    /// @throws IllegalArgumentException if the fault names a host that does not exist
    public void inject(Fault.OfNetwork fault) {
        faults.add(new Interference(fault, name -> world.host(name).index()));
    }

    public void inject(Fault.OfNetwork fault, Duration lasting) {
        var interference = new Interference(fault, name -> world.host(name).index());
        faults.add(interference);
        world.at(lasting, () -> faults.remove(interference));
    }

    /// Ends all faults. What is delayed already still arrives late.
    public void heal() {
        faults.clear();
    }

    public List<Fault.OfNetwork> faults() {
        return faults.stream().map(Interference::fault).toList();
    }

    public boolean isHealthy() {
        return faults.isEmpty();
    }

    public Tally tally(Traffic traffic) {
        var row = counts[traffic.ordinal()];
        return new Tally(row[0], row[1], row[2], row[3], row[4], row[5], row[6]);
    }

    /// Sends a datagram on its way.
    ///
    /// @param departs when the last bit leaves the sender
    void send(SimHost from, Endpoint target, byte[] datagram, long departs) {
        count(Traffic.DATAGRAM, SENT, datagram.length);
        var to = world.findHost(target);
        if (to == null) {
            count(Traffic.DATAGRAM, LOST, datagram.length);
            return;
        }
        if (faults.isEmpty()) {
            arrive(from, to, target, datagram, departs + delay(from, to));
        } else {
            passThroughFaults(from, to, target, datagram, departs);
        }
    }

    private void passThroughFaults(
            SimHost from, SimHost to, Endpoint target, byte[] datagram, long departs) {
        passage.begin(from.index(), to.index(), datagram.length);
        for (var fault : faults) {
            fault.apply(passage, random);
        }
        if (passage.lost) {
            count(Traffic.DATAGRAM, LOST, datagram.length);
            return;
        }
        boolean repeated = passage.repeated;
        long arrives = departs + delay(from, to) + passage.extraNanos;
        var bytes = passage.corrupted ? withOneBitFlipped(datagram) : datagram;
        arrive(from, to, target, bytes, arrives);
        if (repeated) {
            arrive(from, to, target, datagram, arrives + delay(from, to));
        }
    }

    private void arrive(SimHost from, SimHost to, Endpoint target, byte[] datagram, long time) {
        world.schedule(time, new Arrival(this, from.endpoint(), to, target, datagram));
    }

    private byte[] withOneBitFlipped(byte[] datagram) {
        if (datagram.length == 0) {
            return datagram;
        }
        var flipped = datagram.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    /// A datagram on its way, then in a receive buffer, then in the hands of a process.
    private record Arrival(
            SimNetwork network, Endpoint source, SimHost to, Endpoint target, byte[] datagram)
            implements Step, LoopTask {

        @Override
        public void happen() {
            var process = to.process();
            if (process == null || !to.endpoint().equals(target)) {
                network.count(Traffic.DATAGRAM, LOST, datagram.length);
                return;
            }
            network.world.trace(to, Trace.DATAGRAM, datagram);
            if (!process.gate().pass(bufferBytes(), () -> offer(process))) {
                network.count(Traffic.DATAGRAM, OVERFLOWED, datagram.length);
            }
        }

        private void offer(SimProcess process) {
            if (!process.offer(this)) {
                network.count(Traffic.DATAGRAM, OVERFLOWED, datagram.length);
            }
        }

        @Override
        public void runOnLoop() {
            var process = to.process();
            if (process != null) {
                network.count(Traffic.DATAGRAM, DELIVERED, datagram.length);
                process.spendReceiving();
                network.world.reading(source, () -> process.transport().deliver(source, datagram));
            }
        }

        @Override
        public int bufferBytes() {
            return datagram.length + Hardware.DATAGRAM_OVERHEAD;
        }
    }

    void countSent(Traffic traffic, int bytes) {
        count(traffic, SENT, bytes);
    }

    void countDelivered(Traffic traffic, int bytes) {
        count(traffic, DELIVERED, bytes);
    }

    void countLost(Traffic traffic, int bytes) {
        count(traffic, LOST, bytes);
    }

    void countOverflowed(int bytes) {
        count(Traffic.DATAGRAM, OVERFLOWED, bytes);
    }

    private void count(Traffic traffic, int what, int bytes) {
        var row = counts[traffic.ordinal()];
        row[2 * what]++;
        row[2 * what + 1] += bytes;
    }

    /// Whether a stream between the two is impossible now: it needs both directions.
    boolean isCut(SimHost one, SimHost other) {
        int a = one.index();
        int b = other.index();
        for (var fault : faults) {
            if (fault.cuts(a, b) || fault.cuts(b, a)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a stream cannot be opened from there to here now, though one could be the other way.
    boolean isShut(SimHost from, SimHost to) {
        return faults.stream().anyMatch(fault -> fault.shuts(from.index(), to.index()));
    }

    /// One way of a stream's segment, with the retransmissions that losses make.
    long streamDelay(SimHost from, SimHost to) {
        long nanos = delay(from, to);
        for (var fault : faults) {
            nanos += fault.streamDelayNanos(random);
            int times = fault.retransmissions(from.index(), to.index(), random);
            nanos += Duration.ofMillis((long) RETRANSMIT_MILLIS * ((1L << times) - 1)).toNanos();
        }
        return nanos;
    }

    private long delay(SimHost from, SimHost to) {
        return delays.oneWayNanos(from.index(), to.index(), random);
    }
}
