package io.starling.gossip.sim;

import io.starling.gossip.runtime.TransportContract;

class SimTransportTest implements TransportContract {

    @Override
    public Harness newTransports() {
        return new SimPortsHarness();
    }
}
