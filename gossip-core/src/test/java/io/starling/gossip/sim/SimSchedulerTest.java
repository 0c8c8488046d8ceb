package io.starling.gossip.sim;

import io.starling.gossip.runtime.SchedulerContract;

class SimSchedulerTest implements SchedulerContract {

    @Override
    public Harness newScheduler() {
        return new SimPortsHarness();
    }
}
