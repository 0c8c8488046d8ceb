package io.starling.gossip.sim;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.sim.Fault.DiskFate;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.SplittableRandom;

/// A simulated machine: an address, a disk, clocks, and at most one process.
public final class SimHost {
    private final SimWorld world;
    private final int index;
    private final String name;
    private final SplittableRandom random;
    private final SimDisk disk;
    private final SimObserver observer = new SimObserver();
    private Endpoint endpoint;
    private Hardware hardware = Hardware.FREE;
    private long wallOffsetMicros;
    private int driftPpm;
    private @Nullable SimProcess process;

    SimHost(SimWorld world, int index, String name, Endpoint endpoint, SplittableRandom random) {
        this.world = world;
        this.index = index;
        this.name = name;
        this.endpoint = endpoint;
        this.random = random;
        this.disk = new SimDisk(this, random.split());
    }

    public String name() {
        return name;
    }

    /// In the order in which the world's hosts were made, from 0.
    public int index() {
        return index;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public SimDisk disk() {
        return disk;
    }

    /// What the processes of this host counted, all together.
    public SimObserver observer() {
        return observer;
    }

    public boolean isUp() {
        return process != null;
    }

    public boolean isPaused() {
        return process != null && process.isPaused();
    }

    /// Starts a process. Its ports are good until it ends.
    ///
    /// @throws IllegalStateException if one runs already
    public NodeRuntime start() {
        return start(null);
    }

    /// Starts a process on the loop of the one that runs on `other`, as two nodes of one program.
    ///
    /// @throws IllegalStateException if one runs here already, or none runs there
    public NodeRuntime startBeside(SimHost other) {
        if (other.process == null) {
            throw new IllegalStateException("nothing runs on " + other.name);
        }
        return start(other.process);
    }

    private NodeRuntime start(@Nullable SimProcess beside) {
        if (process != null) {
            throw new IllegalStateException(name + " runs already; crash it first");
        }
        var started = new SimProcess(this, beside, driftPpm, random.split());
        process = started;
        observer.forgetGauges();
        return new NodeRuntime(
                started.clock(),
                started,
                started.transport(),
                random.split(),
                disk,
                world.resolver().forProcess(started),
                started,
                observer);
    }

    /// Ends the process without a word. Does nothing if none runs.
    ///
    /// @param fate with `KEPT` the system lives on, and closes the streams of the process
    public void crash(DiskFate fate) {
        if (process != null) {
            if (fate == DiskFate.KEPT) {
                process.transport().abandon();
            }
            process.end();
            process = null;
        }
        disk.crash(fate);
    }

    /// The process does nothing until [#resume]; what it misses waits for it.
    public void pause() {
        if (process != null) {
            process.pause();
        }
    }

    public void resume() {
        if (process != null) {
            process.resume();
        }
    }

    /// The process goes on, but its messages wait until [#unblock], those it sends and those that
    /// come.
    public void block() {
        if (process != null) {
            process.gate().close();
        }
    }

    public void unblock() {
        if (process != null) {
            process.gate().open();
        }
    }

    /// Gives the host another address. What is on its way to the former one is lost.
    ///
    /// @throws IllegalArgumentException if another host has it
    public void move(Endpoint to) {
        world.move(this, to);
        endpoint = to;
    }

    /// Moves the wall clock. The monotonic clock does not notice.
    public void stepClock(Duration by) {
        wallOffsetMicros += by.toNanos() / 1_000;
    }

    /// How much faster than time both clocks go, from the next start on.
    ///
    /// @param ppm parts in a million, at most 1,000 in both directions
    public void drift(int ppm) {
        if (Math.abs(ppm) > 1_000) {
            throw new IllegalArgumentException("drift must lie in -1000..1000 ppm, was " + ppm);
        }
        driftPpm = ppm;
    }

    public void hardware(Hardware hardware) {
        this.hardware = hardware;
    }

    Hardware hardware() {
        return hardware;
    }

    SimWorld world() {
        return world;
    }

    long wallOffsetMicros() {
        return wallOffsetMicros;
    }

    @Nullable SimProcess process() {
        return process;
    }

    @Override
    public String toString() {
        return name + "@" + endpoint;
    }
}
