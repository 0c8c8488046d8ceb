package io.starling.gossip.sim;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.sim.Fault.DiskFate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Does faults to a cluster, and undoes them.
final class Faults {
    private static final int ADDRESSES_OF_MOVED = 128;

    private final SimCluster cluster;
    private final List<Passing> open = new ArrayList<>();
    private int moves;

    /// One occurrence of a fault that will end. Not a record: equal faults are not the same one.
    private static final class Passing {
        private final Fault fault;

        Passing(Fault fault) {
            this.fault = fault;
        }

        Fault fault() {
            return fault;
        }
    }

    Faults(SimCluster cluster) {
        this.cluster = cluster;
    }

    void apply(Fault fault, Duration lasting) {
        if (fault instanceof Fault.OfNetwork ofNetwork) {
            world().network().inject(ofNetwork, lasting);
            return;
        }
        apply(fault);
        var passing = new Passing(fault);
        open.add(passing);
        world().at(lasting, () -> undo(passing));
    }

    void apply(Fault fault) {
        switch (fault) {
            case Fault.OfNetwork ofNetwork -> world().network().inject(ofNetwork);
            case Fault.Crash(var host, var disk) -> cluster.node(host).kill(disk);
            case Fault.Leave(var host) -> cluster.node(host).leave();
            case Fault.Pause(var host) -> host(host).pause();
            case Fault.ClockStep(var host, var by) -> host(host).stepClock(by);
            case Fault.DiskFull(var host) -> host(host).disk().fill();
            case Fault.DiskBroken(var host) -> host(host).disk().breakDown();
            case Fault.Restart(var host, var disk, var moved) -> {
                var node = cluster.node(host);
                node.kill(disk);
                if (moved) {
                    node.host().move(addressNeverUsed(node.host()));
                }
                node.revive();
            }
            case Fault.SwapAddresses(var host, var other, var disk, var apart) ->
                    swap(cluster.node(host), cluster.node(other), disk, apart);
            case Fault.Namesake(var host, var of) -> rename(cluster.node(host), of, DiskFate.LOST);
        }
    }

    private void swap(SimNode one, SimNode other, DiskFate disk, Duration apart) {
        one.kill(disk);
        other.kill(disk);
        var first = one.host().endpoint();
        var second = other.host().endpoint();
        one.host().move(addressNeverUsed(one.host()));
        other.host().move(first);
        one.host().move(second);
        one.revive();
        if (apart.isZero()) {
            other.revive();
        } else {
            world().at(apart, other::revive);
        }
    }

    private static void rename(SimNode node, String name, DiskFate disk) {
        node.kill(disk);
        node.goBy(name);
        node.revive();
    }

    private void undo(Passing passing) {
        if (open.remove(passing)) {
            undo(passing.fault());
        }
    }

    /// Ends what was to last for a time, then whatever else does not need a new start.
    void heal() {
        world().network().heal();
        List.copyOf(open).forEach(this::undo);
        for (var node : cluster.nodes()) {
            node.host().disk().heal();
            node.host().resume();
        }
    }

    private void undo(Fault fault) {
        switch (fault) {
            case Fault.Crash(var host, _) -> cluster.node(host).revive();
            case Fault.Leave(var host) -> {
                cluster.node(host).kill(DiskFate.KEPT);
                cluster.node(host).revive();
            }
            case Fault.Pause(var host) -> host(host).resume();
            case Fault.ClockStep(var host, var by) -> host(host).stepClock(by.negated());
            case Fault.DiskFull(var host) -> host(host).disk().heal();
            case Fault.DiskBroken(var host) -> host(host).disk().heal();
            case Fault.Namesake(var host, _) -> rename(cluster.node(host), host, DiskFate.KEPT);
            case Fault.SwapAddresses _, Fault.Restart _, Fault.OfNetwork _ -> {}
        }
    }

    /// Hosts start in the lower half of 10.0.0.0/8; who moves goes to the upper half.
    private Endpoint addressNeverUsed(SimHost host) {
        int number = host.index() + 1;
        int move = ADDRESSES_OF_MOVED + moves++ % ADDRESSES_OF_MOVED;
        var address = new byte[] {10, (byte) move, (byte) (number >>> 8), (byte) number};
        return Endpoint.of(address, SimWorld.PORT + moves / ADDRESSES_OF_MOVED);
    }

    private SimHost host(String name) {
        return cluster.node(name).host();
    }

    private SimWorld world() {
        return cluster.world();
    }
}
