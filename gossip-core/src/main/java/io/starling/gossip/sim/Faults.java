package io.starling.gossip.sim;

import io.starling.gossip.model.Endpoint;

import java.time.Duration;

/// Does faults to a cluster, and undoes them.
final class Faults {
    private static final int ADDRESSES_OF_MOVED = 128;

    private final SimCluster cluster;
    private int moves;

    Faults(SimCluster cluster) {
        this.cluster = cluster;
    }

    void apply(Fault fault, Duration lasting) {
        if (fault instanceof Fault.OfNetwork ofNetwork) {
            world().network().inject(ofNetwork, lasting);
        } else {
            apply(fault);
            world().at(lasting, () -> undo(fault));
        }
    }

    void apply(Fault fault) {
        switch (fault) {
            case Fault.OfNetwork ofNetwork -> world().network().inject(ofNetwork);
            case Fault.Crash(var host, var disk) -> cluster.node(host).kill(disk);
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
        }
    }

    private void undo(Fault fault) {
        switch (fault) {
            case Fault.Crash(var host, _) -> cluster.node(host).revive();
            case Fault.Pause(var host) -> host(host).resume();
            case Fault.ClockStep(var host, var by) -> host(host).stepClock(by.negated());
            case Fault.DiskFull(var host) -> host(host).disk().heal();
            case Fault.DiskBroken(var host) -> host(host).disk().heal();
            case Fault.Restart _, Fault.OfNetwork _ -> {}
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
