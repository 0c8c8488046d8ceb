package io.starling.gossip.sim;

import io.starling.gossip.runtime.NodeClock;
import io.starling.gossip.runtime.Offload;
import io.starling.gossip.runtime.Scheduler;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One run of a process: its loop, and the ports that come and go with it.
///
/// What becomes due while the process is paused or busy waits in the order of its time. When a
/// paused process wakes up, a coin decides whether it sees things in that order or its timers
/// first, as a loop does that runs what is due before it looks at its sockets.
final class SimProcess implements Scheduler, Offload {
    private final SimHost host;
    private final SimWorld world;
    private final Object loop;
    private final SimTransport transport;
    private final Gate gate;
    private final SimClock clock;
    private final SplittableRandom random;
    private boolean ended;
    private boolean paused;
    private boolean wakes;
    private long busyUntil;
    private @Nullable ArrayDeque<LoopTask> waiting;
    private int bufferedBytes;

    /// @param beside the process whose loop it shares; null for a loop of its own
    SimProcess(SimHost host, @Nullable SimProcess beside, int driftPpm, SplittableRandom random) {
        this.host = host;
        this.loop = beside == null ? this : beside.loop;
        this.world = host.world();
        this.random = random;
        this.clock = new SimClock(host, world.nanos(), random.nextLong(), driftPpm);
        this.gate = new Gate(host.hardware().receiveBufferBytes());
        this.transport = new SimTransport(host, this);
    }

    SimHost host() {
        return host;
    }

    SimTransport transport() {
        return transport;
    }

    Gate gate() {
        return gate;
    }

    NodeClock clock() {
        return clock;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        requireLoop("schedule");
        var step = new TaskStep(this, task);
        world.schedule(world.nanos() + clock.worldNanos(Math.max(0, delay.toNanos())), step);
        return step;
    }

    @Override
    public void execute(Runnable task) {
        if (!ended) {
            world.schedule(world.nanos(), new TaskStep(this, task));
        }
    }

    @Override
    public boolean inLoop() {
        return runs(loop);
    }

    @Override
    public <T> void compute(Supplier<T> work, Consumer<T> onResult) {
        T result = work.get();
        execute(() -> onResult.accept(result));
    }

    /// Runs the task now, or keeps it until the process is able to.
    ///
    /// @return whether there was room for it
    boolean offer(LoopTask task) {
        if (ended) {
            return true;
        }
        if (!paused && busyUntil <= world.nanos() && waiting == null) {
            run(task);
            return true;
        }
        int bytes = task.bufferBytes();
        if (bytes > 0 && bufferedBytes + bytes > host.hardware().receiveBufferBytes()) {
            return false;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.add(task);
        bufferedBytes += bytes;
        wakeLater();
        return true;
    }

    private void run(LoopTask task) {
        world.run(this, task);
    }

    private void wakeLater() {
        if (!paused && !wakes) {
            wakes = true;
            world.schedule(Math.max(busyUntil, world.nanos()), this::catchUp);
        }
    }

    private void catchUp() {
        wakes = false;
        while (!ended && !paused && waiting != null) {
            if (busyUntil > world.nanos()) {
                wakeLater();
                return;
            }
            var task = waiting.poll();
            if (task == null) {
                waiting = null;
                return;
            }
            bufferedBytes -= task.bufferBytes();
            run(task);
        }
    }

    boolean isPaused() {
        return paused;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        if (!paused) {
            return;
        }
        paused = false;
        if (waiting != null) {
            if (random.nextBoolean()) {
                putTimersFirst(waiting);
            }
            wakeLater();
        }
    }

    private static void putTimersFirst(ArrayDeque<LoopTask> waiting) {
        var received = new ArrayList<LoopTask>();
        waiting.removeIf(task -> task.bufferBytes() > 0 && received.add(task));
        waiting.addAll(received);
    }

    void end() {
        ended = true;
        waiting = null;
        bufferedBytes = 0;
    }

    boolean hasEnded() {
        return ended;
    }

    /// When a datagram that is sent now leaves the host.
    long departure() {
        long now = world.nanos();
        long cost = host.hardware().send().toNanos();
        busyUntil = Math.max(busyUntil, now) + cost;
        return busyUntil;
    }

    void spendReceiving() {
        busyUntil = Math.max(busyUntil, world.nanos()) + host.hardware().receive().toNanos();
    }

    private boolean runs(Object loop) {
        var running = world.running();
        return running != null && running.loop == loop;
    }

    void requireLoop(String what) {
        if (!runs(loop)) {
            throw new IllegalStateException(
                    "%s of %s was called outside of its loop; use Scheduler.execute"
                            .formatted(what, host.name()));
        }
    }

    /// A task at its time.
    private static final class TaskStep implements Step, LoopTask, Timer {
        private final SimProcess process;
        private @Nullable Runnable task;

        TaskStep(SimProcess process, Runnable task) {
            this.process = process;
            this.task = task;
        }

        @Override
        public void happen() {
            if (task != null) {
                process.offer(this);
            }
        }

        @Override
        public void runOnLoop() {
            var due = task;
            if (due != null) {
                task = null;
                process.world.trace(process.host, Trace.TASK);
                due.run();
            }
        }

        /// Lets go of the task, which may hold much, long before its time comes.
        @Override
        public void cancel() {
            task = null;
        }
    }
}
