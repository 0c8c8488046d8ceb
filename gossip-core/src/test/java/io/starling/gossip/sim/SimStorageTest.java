package io.starling.gossip.sim;

import io.starling.gossip.runtime.StorageContract;

class SimStorageTest implements StorageContract {

    @Override
    public Harness newStorage() {
        return new SimPortsHarness();
    }
}
