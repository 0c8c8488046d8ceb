package io.starling.gossip.sim;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.NodeRuntime;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/// A world in virtual time: hosts, the network between them, and one seed that decides
/// everything.
///
///     var world = new SimWorld(seed);
///     var node = GossipNode.start(GossipConfig.LAN, identity, world.runtime("n1"), listener);
///     world.runFor(Duration.ofMinutes(5));
///
/// Nothing happens outside of the `run…` methods. The same seed and the same calls give the same
/// [#trace], in any process. Confined to the thread that runs it.
public final class SimWorld {
    /// Where nodes of a simulated cluster are reached.
    public static final int PORT = 8_301;

    /// So many events at one moment are a loop without end.
    private static final long STANDSTILL_STEPS = 10_000_000;

    private static final long STEPS_MAX_DEFAULT = 1_000_000_000;

    private final SplittableRandom random;
    private final EventQueue queue = new EventQueue();
    private final Trace trace = new Trace();
    private final SimNetwork network;
    private final SimResolver resolver;
    private final List<SimHost> hosts = new ArrayList<>();
    private final Map<String, SimHost> byName = new HashMap<>();
    private final Map<Endpoint, SimHost> byEndpoint = new HashMap<>();
    private Replay replay;
    private long stepsMax = STEPS_MAX_DEFAULT;
    private long nanos;
    private long steps;
    private long stepsAtNanos;
    private @Nullable SimProcess running;
    private @Nullable Endpoint speaker;
    private @Nullable BrokenInvariantException broken;

    /// A world with the delays of a datacenter.
    public SimWorld(long seed) {
        this(seed, DelayModel.lan());
    }

    public SimWorld(long seed, DelayModel delays) {
        this.random = new SplittableRandom(seed);
        this.replay = Replay.ofCampaign(seed);
        this.network = new SimNetwork(this, delays, random.split());
        this.resolver = new SimResolver(this);
    }

    public long seed() {
        return replay.seed();
    }

    /// Virtual time since the world began, in nanoseconds.
    public long nanos() {
        return nanos;
    }

    public Duration now() {
        return Duration.ofNanos(nanos);
    }

    /// How many events have happened.
    public long steps() {
        return steps;
    }

    /// A digest of all that happened so far.
    public long trace() {
        return trace.digest();
    }

    public SimNetwork network() {
        return network;
    }

    public SimResolver resolver() {
        return resolver;
    }

    public Replay replay() {
        return replay;
    }

    /// Which test the failure messages name.
    public void replayWith(Replay replay) {
        this.replay = replay;
    }

    /// The most events of one `run…` call.
    public void stepsMax(long stepsMax) {
        this.stepsMax = stepsMax;
    }

    /// A further independent source of chance, for whoever drives the world.
    public SplittableRandom split() {
        return random.split();
    }

    /// Makes a host at the next address of 10.0.0.0/8.
    public SimHost addHost(String name) {
        int number = hosts.size() + 1;
        var address = new byte[] {10, (byte) (number >>> 16), (byte) (number >>> 8), (byte) number};
        return addHost(name, Endpoint.of(address, PORT));
    }

    /// @throws IllegalArgumentException if the name or the endpoint is taken
    public SimHost addHost(String name, Endpoint endpoint) {
        requireFree(endpoint);
        if (byName.containsKey(name)) {
            throw new IllegalArgumentException("there is a host " + name + " already");
        }
        var host = new SimHost(this, hosts.size(), name, endpoint, random.split());
        hosts.add(host);
        byName.put(name, host);
        byEndpoint.put(endpoint, host);
        return host;
    }

    /// @throws IllegalArgumentException if there is none of that name
    public SimHost host(String name) {
        var host = byName.get(name);
        if (host == null) {
            throw new IllegalArgumentException("there is no host " + name);
        }
        return host;
    }

    /// In the order in which they were made.
    public List<SimHost> hosts() {
        return Collections.unmodifiableList(hosts);
    }

    /// Starts a process on the host of that name, which is made if it does not exist.
    public NodeRuntime runtime(String name) {
        var host = byName.get(name);
        return (host == null ? addHost(name) : host).start();
    }

    /// Does something to the world after `delay`. It is not part of any node.
    public void at(Duration delay, Runnable action) {
        schedule(nanos + delay.toNanos(), action::run);
    }

    /// Runs until `duration` has passed.
    ///
    /// @throws LimitReachedException if that takes too many events
    public void runFor(Duration duration) {
        long end = nanos + duration.toNanos();
        long stepsEnd = steps + stepsMax;
        while (!queue.isEmpty() && queue.nextTime() <= end) {
            step(stepsEnd);
        }
        nanos = end;
    }

    /// Runs until the condition holds, which is asked after every event.
    ///
    /// @throws LimitReachedException if it does not hold after `limit`, or takes too many events
    public void runUntil(BooleanSupplier condition, Duration limit) {
        long end = nanos + limit.toNanos();
        long stepsEnd = steps + stepsMax;
        while (!condition.getAsBoolean()) {
            if (queue.isEmpty()) {
                throw LimitReachedException.ofEvents(now(), replay);
            }
            if (queue.nextTime() > end) {
                nanos = end;
                throw LimitReachedException.ofTime(limit, now(), replay);
            }
            step(stepsEnd);
        }
    }

    private void step(long stepsEnd) {
        if (steps >= stepsEnd) {
            throw LimitReachedException.ofSteps(stepsMax, now(), replay);
        }
        long time = queue.nextTime();
        if (time > nanos) {
            nanos = time;
            stepsAtNanos = steps;
        } else if (steps - stepsAtNanos > STANDSTILL_STEPS) {
            throw LimitReachedException.ofStandstill(STANDSTILL_STEPS, now(), replay);
        }
        steps++;
        queue.poll().happen();
        if (broken != null) {
            throw broken;
        }
    }

    /// Ends the run after this event. Thrown from there and not on the node's loop, where the
    /// node might catch it. The first to break wins.
    void fail(BrokenInvariantException broken) {
        if (this.broken == null) {
            this.broken = broken;
        }
    }

    /// @param time not before now; beyond the end of time it never happens
    void schedule(long time, Step step) {
        if (time >= nanos) {
            queue.add(time, step);
        }
    }

    /// Runs a task of `process` as its loop.
    void run(SimProcess process, LoopTask task) {
        running = process;
        try {
            task.runOnLoop();
        } catch (RuntimeException | Error failure) {
            throw new NodeFailedException(process.host().name(), now(), replay, failure);
        } finally {
            running = null;
        }
    }

    @Nullable SimProcess running() {
        return running;
    }

    /// Whose datagram a node is reading at this moment; empty while it does anything else. Who
    /// watches deliveries learns from it who brought an event.
    public Optional<SimHost> speaker() {
        return Optional.ofNullable(speaker).map(byEndpoint::get);
    }

    /// Runs the task while a datagram from there is read.
    void reading(Endpoint source, Runnable task) {
        speaker = source;
        try {
            task.run();
        } finally {
            speaker = null;
        }
    }

    @Nullable SimHost findHost(Endpoint endpoint) {
        return byEndpoint.get(endpoint);
    }

    void move(SimHost host, Endpoint to) {
        requireFree(to);
        byEndpoint.remove(host.endpoint());
        byEndpoint.put(to, host);
    }

    private void requireFree(Endpoint endpoint) {
        var holder = byEndpoint.get(endpoint);
        if (holder != null) {
            throw new IllegalArgumentException(endpoint + " belongs to " + holder.name());
        }
    }

    void trace(SimHost host, int kind) {
        trace.add(nanos, host.index(), kind);
    }

    void trace(SimHost host, int kind, byte[] bytes) {
        trace.add(nanos, host.index(), kind, bytes);
    }
}
