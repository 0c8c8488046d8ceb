package io.starling.bench;

import io.starling.gossip.sim.Fault;
import io.starling.gossip.sim.SimCluster;
import io.starling.gossip.sim.SimCluster.Spec;
import io.starling.gossip.sim.SimWorld;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// One simulated cluster in which members die without a word, one after the other, evenly over the
/// time, while datagrams get lost.
///
/// @param loss of each datagram, from the beginning to the end
record FailureTrial(int nodes, double loss, int killed, Duration lasting) {

    FailureCensus run(long seed) {
        var world = new SimWorld(seed);
        var census = new FailureCensus();
        var cluster = SimCluster.formed(world, Spec.LAN.withoutDisks(), nodes, List.of(census));
        if (loss > 0) {
            cluster.inject(new Fault.Loss(loss));
        }
        var order = new ArrayList<Integer>();
        for (int i = 0; i < nodes; i++) {
            order.add(i);
        }
        Collections.shuffle(order, world.split());
        for (int i = 0; i < killed; i++) {
            int dying = order.get(i);
            world.at(lasting.multipliedBy(i).dividedBy(killed + 1), () -> cluster.kill(dying));
        }
        cluster.runFor(lasting);
        census.close(cluster);
        return census;
    }
}
