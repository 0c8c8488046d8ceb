package io.starling.gossip.sim;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Scheduler;
import io.starling.gossip.runtime.SchedulerContract;
import io.starling.gossip.runtime.Storage;
import io.starling.gossip.runtime.StorageContract;
import io.starling.gossip.runtime.Transport;
import io.starling.gossip.runtime.TransportContract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// Three processes on one loop of a world without faults, for the contracts of the ports.
final class SimPortsHarness
        implements TransportContract.Harness, SchedulerContract.Harness, StorageContract.Harness {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final SimWorld world = new SimWorld(1);
    private final List<NodeRuntime> runtimes = new ArrayList<>();

    SimPortsHarness() {
        var first = world.addHost("h0");
        runtimes.add(first.start());
        runtimes.add(world.addHost("h1").startBeside(first));
        runtimes.add(world.addHost("h2").startBeside(first));
    }

    @Override
    public Transport transport(int index) {
        return runtimes.get(index).transport();
    }

    @Override
    public Endpoint nobody() {
        return Endpoint.parse("10.99.99.99:8301", 0).orElseThrow();
    }

    @Override
    public Scheduler scheduler() {
        return runtimes.getFirst().scheduler();
    }

    @Override
    public Storage storage() {
        return runtimes.getFirst().storage();
    }

    @Override
    public Storage restart() {
        world.host("h0").crash(Fault.DiskFate.KEPT);
        runtimes.set(0, world.host("h0").start());
        return storage();
    }

    @Override
    public void onLoop(Runnable action) {
        var ran = new AtomicBoolean();
        scheduler()
                .execute(
                        () -> {
                            ran.set(true);
                            action.run();
                        });
        try {
            world.runUntil(ran::get, LIMIT);
        } catch (NodeFailedException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failure.getCause() instanceof Error cause) {
                throw cause;
            }
            throw failure;
        }
    }

    @Override
    public void runUntil(BooleanSupplier condition) {
        try {
            world.runUntil(condition, LIMIT);
        } catch (LimitReachedException limit) {
            throw new AssertionError(limit);
        }
    }

    @Override
    public void close() {
        runtimes.forEach(ports -> ports.transport().close());
    }
}
